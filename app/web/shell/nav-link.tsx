import type { ComponentChildren } from 'preact';
import { path } from '../navigation/navigation.ts';

interface NavLinkProps {
  href: string;
  /** What stands before the name. */
  mark: ComponentChildren;
  /** How many to-dos are open there. Nothing is shown for none. */
  count?: number | undefined;
  children: ComponentChildren;
}

/** An entry of the sidebar. */
export function NavLink({ href, mark, count, children }: NavLinkProps) {
  return (
    <li>
      <a class="nav-link" href={href} aria-current={path.value === href ? 'page' : undefined}>
        {mark}
        <span class="nav-name" dir="auto">
          {children}
        </span>
        {count ? (
          <span class="count">
            {count}
            <span class="visually-hidden"> open</span>
          </span>
        ) : null}
      </a>
    </li>
  );
}
