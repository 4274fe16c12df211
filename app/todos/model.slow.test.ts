import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { signUp } from '../../testing/accounts.ts';
import { jsonOf } from '../../testing/answers.ts';
import { type Desk, deskOf, openDesk } from '../../testing/todos.ts';
import { type Summary, type Todo, type Todos, views } from './schema.ts';
import { type Model, modelled, summaryOf, viewOf, type Where } from './testing/model.ts';

const dayMs = 86_400_000;
const zones = {
  UTC: '+00:00',
  'Asia/Kolkata': '+05:30',
  'Pacific/Kiritimati': '+14:00',
  'Pacific/Pago_Pago': '-11:00',
};

function whereIs(zone: keyof typeof zones): Where {
  const offset = zones[zone];
  const aheadMs = Date.parse('2000-01-01T00:00:00Z') - Date.parse(`2000-01-01T00:00:00${offset}`);
  return { zone, offset, today: new Date(Date.now() + aheadMs).toISOString().slice(0, 10) };
}

/** Days and moments around now, relative to which they are made up each time. */
const due = fc.option(
  fc.tuple(fc.integer({ min: -60, max: 60 }), fc.boolean()).map(([hours, isDay]) => {
    const moment = new Date(
      Math.floor(Date.now() / dayMs) * dayMs + hours * 3_600_000,
    ).toISOString();
    return isDay ? moment.slice(0, 10) : moment;
  }),
);
const labels = fc.uniqueArray(fc.constantFrom('a', 'b', 'ç'), { maxLength: 2 });
const which = fc.nat();
const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), due, labels, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), due, labels, which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('complete' as const), to: fc.boolean(), which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('delete' as const), to: fc.boolean(), which }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trash' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('add a list' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete a list' as const), which }) },
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

/** Makes one change at the server and in the model. */
async function make(change: Change, at: number, { desk, model }: { desk: Desk; model: Model }) {
  const listAt = (place: number) => model.lists[place % model.lists.length]!;
  if (change.do === 'add') {
    const { due, labels, which } = change;
    const todo = await desk.add({ title: `todo ${at}`, due, labels, listId: listAt(which) });
    model.todos.push(modelled(todo));
  } else if (change.do === 'add a list') {
    const made = await desk.client.request('POST', `${desk.url}/api/lists`, { name: 'a list' });
    model.lists.push((await jsonOf<{ id: string }>(made, 201)).id);
  } else if (change.do === 'delete a list') {
    await deleteList(listAt(change.which), at, { desk, model });
  } else if (model.todos.length > 0) {
    await makeOf(change, at, { desk, model });
  }
}

async function deleteList(id: string, at: number, { desk, model }: { desk: Desk; model: Model }) {
  const answer = await desk.client.request('DELETE', `${desk.url}/api/lists/${id}`);
  assert.equal(answer.status, id === model.inbox ? 409 : 204);
  if (id === model.inbox) return;
  model.lists = model.lists.filter((list) => list !== id);
  for (const todo of model.todos.filter(({ listId }) => listId === id)) {
    todo.listId = model.inbox;
    todo.deletedAt ??= at;
  }
}

type ChangeOfOne = Exclude<Change, { do: 'add' | 'add a list' | 'delete a list' }>;

async function makeOf(
  change: ChangeOfOne,
  at: number,
  { desk, model }: { desk: Desk; model: Model },
) {
  const todo = model.todos[change.which % model.todos.length]!;
  const patch = async (body: object) => jsonOf<Todo>(await desk.at('PATCH', `/${todo.id}`, body));
  if (change.do === 'edit') {
    const listId = model.lists[change.which % model.lists.length]!;
    const { due, labels } = change;
    await patch({ due, labels, listId });
    Object.assign(todo, { due, labels, listId });
  } else if (change.do === 'complete') {
    await patch({ completed: change.to });
    todo.completedAt = change.to ? (todo.completedAt ?? at) : undefined;
  } else if (change.do === 'delete') {
    await patch({ deleted: change.to });
    todo.deletedAt = change.to ? (todo.deletedAt ?? at) : undefined;
  } else if (change.do === 'trash') {
    assert.equal((await desk.at('DELETE', `/${todo.id}`)).status, 204);
    todo.deletedAt ??= at;
  } else {
    await patch({ position: change.which % 5 });
  }
}

/** That all that can be read of the to-dos is what the model says. */
async function compare(desk: Desk, model: Model, where: Where): Promise<void> {
  const query = `tz=${encodeURIComponent(where.zone)}&limit=200`;
  const pages = new Map<string, Todo[]>();
  for (const view of views) {
    pages.set(view, (await jsonOf<Todos>(await desk.at('GET', `?view=${view}&${query}`))).todos);
  }
  for (const { id, position } of [...pages.values()].flat()) {
    model.todos.find((todo) => todo.id === id)!.position = position;
  }
  for (const view of views) {
    const ids = pages.get(view)!.map(({ id }) => id);
    assert.deepEqual(ids, viewOf(model, view, where), `${view} in ${where.zone}`);
  }
  const answer = await desk.client.request('GET', `${desk.url}/api/summary?tz=${where.zone}`);
  const summary = await jsonOf<Summary>(answer);
  assert.deepEqual(sorted(summary), sorted(summaryOf(model, where)));
}

function sorted({ lists, labels, ...counts }: Summary): Summary {
  return {
    ...counts,
    lists: lists.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    labels: labels.toSorted((a, b) => (a.label < b.label ? -1 : 1)),
  };
}

async function openModelled(url: string): Promise<{ desk: Desk; model: Model }> {
  const desk = deskOf(await signUp(url), url);
  const answer = await desk.client.request('GET', `${url}/api/lists`);
  const [inbox] = (await jsonOf<{ lists: Array<{ id: string }> }>(answer)).lists;
  return { desk, model: { inbox: inbox!.id, lists: [inbox!.id], todos: [] } };
}

test('all views and the summary are what follows from the changes, whatever they were', async (t) => {
  const { url } = await openDesk(t);
  const zone = fc.constantFrom(...(Object.keys(zones) as Array<keyof typeof zones>));
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 5, maxLength: 40 }),
      zone,
      async (changes, zone) => {
        const opened = await openModelled(url);
        const before = whereIs(zone);
        for (const [at, change] of changes.entries()) {
          await make(change, at, opened);
          if (at % 5 === 0) await compare(opened.desk, opened.model, whereIs(zone));
        }
        // At midnight there it is another day in the middle; then nothing is said.
        fc.pre(before.today === whereIs(zone).today);
        await compare(opened.desk, opened.model, before);
      },
    ),
    { numRuns: 25 },
  );
});
