import { navigate } from '../navigation/navigation.ts';
import { Icon } from '../shell/icons.tsx';
import { openListDialog } from './list-dialog.tsx';
import { deleteList, lists } from './lists.ts';

/** What can be done to the list whose page it is. The inbox can't be deleted. */
export function ListActions({ id }: { id: string }) {
  const list = lists.value?.find((each) => each.id === id);
  if (!list) return null;
  return (
    <div class="heading-actions">
      <button
        type="button"
        class="icon-button"
        aria-label="Edit the list"
        title="Edit the list"
        onClick={() => openListDialog(list)}
      >
        <Icon name="edit" />
      </button>
      {!list.inbox && (
        <button
          type="button"
          class="icon-button"
          aria-label="Delete the list"
          title="Delete the list"
          onClick={() => deleteList(list) && navigate('/today')}
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}
