import type { List } from '../../lists/schema.ts';
import { formatRoute } from '../navigation/router.ts';
import { Icon } from '../shell/icons.tsx';
import { NavLink } from '../shell/nav-link.tsx';
import { openListDialog } from './list-dialog.tsx';
import { lists, summary } from './lists.ts';

/** Lists and labels at the side, with what is open in each. */
export function ListNav() {
  const labels = summary.value.value?.labels.filter((each) => each.open > 0) ?? [];
  return (
    <>
      <nav aria-labelledby="nav-lists">
        <div class="nav-head">
          <h2 id="nav-lists">Lists</h2>
          <button
            type="button"
            class="icon-button quiet"
            aria-label="New list"
            onClick={() => openListDialog()}
          >
            <Icon name="plus" />
          </button>
        </div>
        <ul class="nav">
          {lists.value?.map((list) => (
            <ListLink key={list.id} list={list} />
          ))}
        </ul>
      </nav>
      {labels.length > 0 && (
        <nav aria-labelledby="nav-labels">
          <div class="nav-head">
            <h2 id="nav-labels">Labels</h2>
          </div>
          <ul class="nav">
            {labels.map(({ label, open }) => (
              <LabelLink key={label} label={label} open={open} />
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}

function ListLink({ list }: { list: List }) {
  const open = summary.value.value?.lists.find((each) => each.id === list.id)?.open;
  return (
    <NavLink
      href={formatRoute({ page: 'list', id: list.id, q: '' })}
      mark={list.inbox ? <Icon name="inbox" /> : <span class={`dot ${list.color}`} />}
      count={open}
    >
      {list.name}
    </NavLink>
  );
}

function LabelLink({ label, open }: { label: string; open: number }) {
  const hash = (
    <span class="hash" aria-hidden="true">
      #
    </span>
  );
  return (
    <NavLink href={formatRoute({ page: 'label', label, q: '' })} mark={hash} count={open}>
      {label}
    </NavLink>
  );
}
