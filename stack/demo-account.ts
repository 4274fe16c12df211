export const demo = {
  email: 'demo@trio.localhost',
  password: 'demo-demo-demo',
  name: 'Demo',
} as const;

/**
 * Signs up the demo account through the API, as any user would, and adds its first to-dos. Changes
 * nothing where the account exists.
 */
export async function createDemoAccount(baseUrl: string): Promise<void> {
  const signUp = await post(`${baseUrl}/api/users`, demo);
  if (signUp.status === 409) return;
  await requireCreated(signUp);
  const cookie = signUp.headers.getSetCookie().map((line) => line.split(';')[0]);
  const headers = { cookie: cookie.join('; ') };
  // One by one: each new to-do goes on top of the list.
  for (const todo of welcome(new Date()).reverse()) {
    await requireCreated(await post(`${baseUrl}/api/todos`, todo, headers));
  }
}

function welcome(now: Date): object[] {
  const day = (offset: number) =>
    new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
  return [
    { title: 'Complete this to-do with a click, or with its key', due: day(0), priority: 1 },
    { title: 'Open a second tab: a change in one shows in the other', due: day(0) },
    {
      title: 'See at the foot of the page which server answered',
      notes: 'Each read says whether it was a hit in the cache, and where.',
      labels: ['lab'],
      due: day(0),
    },
    { title: 'Switch the cache on the Lab page and watch the hits', due: day(1), labels: ['lab'] },
    { title: 'Run a load scenario: npm run load -- browse', due: day(2), labels: ['lab'] },
  ];
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
}

async function requireCreated(answer: Response): Promise<void> {
  if (answer.status === 201) return;
  throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
}
