import { me } from '../accounts/session.ts';
import { ListNav } from '../lists/list-nav.tsx';
import { summary } from '../lists/lists.ts';
import { Icon, Mark } from './icons.tsx';
import { NavLink } from './nav-link.tsx';

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
          <NavLink href="/today" mark={<Icon name="today" />} count={dueNow}>
            Today
          </NavLink>
          <NavLink href="/upcoming" mark={<Icon name="upcoming" />}>
            Upcoming
          </NavLink>
          <NavLink href="/all" mark={<Icon name="all" />} count={counts?.open}>
            All
          </NavLink>
          <NavLink href="/completed" mark={<Icon name="completed" />}>
            Completed
          </NavLink>
          <NavLink href="/trash" mark={<Icon name="trash" />}>
            Trash
          </NavLink>
        </ul>
      </nav>
      <ListNav />
      <nav class="nav-foot" aria-label="Account">
        <ul class="nav">
          {me.value?.admin && (
            <NavLink href="/lab" mark={<Icon name="lab" />}>
              Lab
            </NavLink>
          )}
          <NavLink href="/settings" mark={<Icon name="settings" />}>
            Settings
          </NavLink>
        </ul>
      </nav>
    </div>
  );
}
