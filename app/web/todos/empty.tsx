import type { TodosRoute } from '../navigation/router.ts';
import { Icon, type IconName } from '../shell/icons.tsx';

/** What a page says when it has nothing to show. */
export function Empty({ route }: { route: TodosRoute }) {
  const [icon, title, text] = messageOf(route);
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      <p>{text}</p>
    </div>
  );
}

function messageOf(route: TodosRoute): [IconName, string, string] {
  if (route.q.trim() !== '') return ['search', 'Nothing found', 'Try fewer or other words.'];
  if (route.page === 'list') return ['all', 'Nothing in this list', 'Add the first to-do above.'];
  if (route.page === 'label') return ['label', 'Nothing has this label', 'Add a to-do above.'];
  switch (route.view) {
    case 'today':
      return ['today', 'Nothing left for today', 'Enjoy it, or plan something above.'];
    case 'upcoming':
      return ['upcoming', 'Nothing planned', 'To-dos with a date after today show up here.'];
    case 'completed':
      return ['completed', 'Nothing completed yet', 'What you complete is kept here.'];
    case 'trash':
      return ['trash', 'The trash is empty', 'What you delete can be taken back from here.'];
    default:
      return ['all', 'Nothing to do', 'Add your first to-do above.'];
  }
}
