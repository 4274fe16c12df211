import type { ComponentChildren } from 'preact';
import { me } from '../accounts/session.ts';
import { ListNav } from '../lists/list-nav.tsx';
import { summary } from '../lists/lists.ts';
import { path } from '../navigation.ts';
import { Icon, type IconName, Mark } from './icons.tsx';

/** Where one can go: the views, the lists, the labels, and what belongs to the account. */
export function Sidebar({ class: name }: { class: string }) {
  const counts = summary.value.value;
  const dueNow = counts && counts.dueToday + counts.overdue;
  return (
    <div class={name}>
      <nav aria-label="Views">
        <a class="brand" href="/today">
          <Mark />
          Trio
        </a>
        <ul class="nav">
          <NavLink href="/today" icon="today" count={dueNow}>
            Today
          </NavLink>
          <NavLink href="/upcoming" icon="upcoming">
            Upcoming
          </NavLink>
          <NavLink href="/all" icon="all" count={counts?.open}>
            All
          </NavLink>
          <NavLink href="/completed" icon="completed">
            Completed
          </NavLink>
          <NavLink href="/trash" icon="trash">
            Trash
          </NavLink>
        </ul>
      </nav>
      <ListNav />
      <nav class="nav-foot" aria-label="Account">
        <ul class="nav">
          {me.value?.admin && (
            <NavLink href="/lab" icon="lab">
              Lab
            </NavLink>
          )}
          <NavLink href="/settings" icon="settings">
            Settings
          </NavLink>
        </ul>
      </nav>
    </div>
  );
}

interface LinkProps {
  href: string;
  icon: IconName;
  count?: number | undefined;
  children: ComponentChildren;
}

function NavLink({ href, icon, count, children }: LinkProps) {
  return (
    <li>
      <a class="nav-link" href={href} aria-current={path.value === href ? 'page' : undefined}>
        <Icon name={icon} />
        <span class="nav-name">{children}</span>
        <Count count={count} />
      </a>
    </li>
  );
}

/** A number at the end of a link; nothing for none. */
export function Count({ count }: { count: number | undefined }) {
  return count ? (
    <span class="count">
      {count}
      <span class="visually-hidden"> open</span>
    </span>
  ) : null;
}
