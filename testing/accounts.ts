/** The account with this address is an admin's in every test's stack. */
export const adminEmail = 'admin@example.test';

/** The password of every account that a test makes. */
export const password = 'correct horse battery';

/** Someone who is signed in, at any of the servers that share a database. */
export interface SignedIn {
  userId: string;
  cookie: string;
  request(method: string, url: string, body?: unknown, headers?: object): Promise<Response>;
}

let accounts = 0;

/** Signs up at a server or balancer. */
export function signUp(
  baseUrl: string,
  email = `person-${process.pid}-${accounts++}@example.test`,
): Promise<SignedIn> {
  return enter(`${baseUrl}/api/users`, { email, password });
}

/** Signs in at a server or balancer. */
export function signIn(
  baseUrl: string,
  account: { email: string; password?: string },
): Promise<SignedIn> {
  const { email, password: given = password } = account;
  return enter(`${baseUrl}/api/session`, { email, password: given });
}

/** Sends JSON, as a stranger or with more headers. */
export function postJson(url: string, body: unknown, headers: object = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function enter(url: string, credentials: object): Promise<SignedIn> {
  const response = await postJson(url, credentials);
  const text = await response.text();
  if (response.status !== 201) throw new Error(`POST ${url}: ${response.status} ${text}`);
  const { id: userId } = JSON.parse(text) as { id: string };
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  return {
    userId,
    cookie,
    request: (method, address, body, headers = {}) =>
      fetch(address, {
        method,
        headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
  };
}
