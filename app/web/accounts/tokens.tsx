import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Token, TokenWithSecret } from '../../accounts/schema.ts';
import { get, send } from '../server/api.ts';
import { ApiError, fieldMessage, formMessage } from '../server/problem.ts';
import { createResource } from '../server/resource.ts';
import { FormError, TextField } from '../shell/field.tsx';
import { Icon } from '../shell/icons.tsx';
import { notify } from '../undo.ts';

const reading = createResource((signal) => get<{ tokens: Token[] }>('/api/tokens', signal));

/** The tokens with which programs use the API in the reader's name. */
export function Tokens() {
  const created = useSignal<TokenWithSecret | undefined>(undefined);
  useEffect(() => {
    void reading.refresh();
    return reading.stop;
  }, []);
  const tokens = reading.value.value?.tokens;
  return (
    <section class="card">
      <h2>API tokens</h2>
      <p class="card-note">
        A program that sends <code>Authorization: Bearer …</code> with a token can do what you can.
      </p>
      <NewToken created={created} />
      {created.value && <Secret token={created.value} />}
      {tokens?.length === 0 && <p class="card-note">There are no tokens yet.</p>}
      <ul class="tokens">
        {tokens?.map((token) => (
          <li key={token.id}>
            <span class="token-name">{token.name}</span>
            <span class="token-date">{new Date(token.createdAt).toLocaleDateString('en-GB')}</span>
            <button type="button" class="button small" onClick={() => void revoke(token)}>
              Revoke<span class="visually-hidden"> {token.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewToken({ created }: { created: Signal<TokenWithSecret | undefined> }) {
  const name = useSignal('');
  const problem = useSignal<ApiError | undefined>(undefined);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const body = { name: name.value.trim() };
      created.value = await send<TokenWithSecret>('POST', '/api/tokens', { body });
      name.value = '';
      problem.value = undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error;
    }
    void reading.refresh();
  }
  const message = formMessage(problem.value, ['name']);
  return (
    <form class="line-form" onSubmit={submit}>
      <TextField
        label="Name of the new token"
        autocomplete="off"
        required
        maxLength={100}
        placeholder="backup script"
        value={name.value}
        error={fieldMessage(problem.value, 'name')}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <button type="submit" class="button">
        Create
      </button>
      {message && <FormError>{message}</FormError>}
    </form>
  );
}

function Secret({ token }: { token: TokenWithSecret }) {
  async function copy(): Promise<void> {
    // The clipboard is there on https and localhost only.
    try {
      await navigator.clipboard.writeText(token.token);
      notify('Copied.');
    } catch {
      notify(
        'This browser does not let pages copy. Select the token and copy it yourself.',
        'error',
      );
    }
  }
  return (
    <div class="secret" role="status">
      <p>This is “{token.name}”. It is shown this once, so copy it now.</p>
      <div class="secret-line">
        <code>{token.token}</code>
        <button type="button" class="button small" onClick={() => void copy()}>
          <Icon name="copy" />
          Copy
        </button>
      </div>
    </div>
  );
}

async function revoke(token: Token): Promise<void> {
  try {
    await send('DELETE', `/api/tokens/${token.id}`);
    notify(`Revoked “${token.name}”.`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    notify(`Couldn't revoke “${token.name}”. ${error.message}`, 'error');
  }
  void reading.refresh();
}
