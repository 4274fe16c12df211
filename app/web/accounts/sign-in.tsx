import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { address, followLink } from '../navigation/navigation.ts';
import { formatRoute, parseRoute } from '../navigation/router.ts';
import { ApiError, fieldMessage, formMessage } from '../server/problem.ts';
import { Banner } from '../shell/banner.tsx';
import { FormError, TextField } from '../shell/field.tsx';
import { Mark } from '../shell/icons.tsx';
import { signIn, signUp } from './session.ts';

/** Signs in and goes on to `to`; by default to the page whose address this is. */
export function SignInPage({ to = address.value }: { to?: string | undefined }) {
  const form = useForm(['email', 'password'], ({ email, password }) =>
    signIn({ email, password }, to),
  );
  const other = (
    <>
      New here? <a href={formatRoute({ page: 'sign-up', to: safe(to) })}>Create an account</a>
    </>
  );
  return (
    <Entry title="Sign in" submit="Sign in" form={form} other={other}>
      <Email form={form} />
      <TextField
        label="Password"
        type="password"
        name="password"
        autocomplete="current-password"
        required
        error={fieldMessage(form.problem, 'password')}
      />
    </Entry>
  );
}

/** Creates an account and goes on to `to`. */
export function SignUpPage({ to }: { to: string }) {
  const form = useForm(['email', 'password', 'name'], ({ name, ...fields }) =>
    signUp(name ? { ...fields, name } : fields, to),
  );
  const other = (
    <>
      You have an account? <a href={formatRoute({ page: 'sign-in', to })}>Sign in</a>
    </>
  );
  return (
    <Entry title="Create an account" submit="Create account" form={form} other={other}>
      <TextField
        label="Name (optional)"
        name="name"
        autocomplete="name"
        maxLength={100}
        error={fieldMessage(form.problem, 'name')}
      />
      <Email form={form} />
      <TextField
        label="Password"
        type="password"
        name="password"
        autocomplete="new-password"
        required
        minLength={8}
        hint="8 characters or more. A long phrase is better than odd symbols."
        error={fieldMessage(form.problem, 'password')}
      />
    </Entry>
  );
}

interface Form {
  problem: ApiError | undefined;
  /** The error of the form as a whole. */
  message: string | undefined;
  busy: boolean;
  onSubmit: (event: SubmitEvent) => Promise<void>;
}

type Fields = { email: string; password: string; name: string };

function useForm(names: (keyof Fields)[], send: (fields: Fields) => Promise<void>): Form {
  const problem = useSignal<ApiError | undefined>(undefined);
  const busy = useSignal(false);
  async function onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(data.get(name) ?? '');
    busy.value = true;
    try {
      await send({
        email: text('email').trim(),
        password: text('password'),
        name: text('name').trim(),
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error;
    }
    busy.value = false;
  }
  const message = formMessage(problem.value, names);
  return { problem: problem.value, message, busy: busy.value, onSubmit };
}

function Email({ form }: { form: Form }) {
  return (
    <TextField
      label="Email"
      type="email"
      name="email"
      autocomplete="email"
      required
      maxLength={254}
      error={fieldMessage(form.problem, 'email')}
    />
  );
}

interface EntryProps {
  title: string;
  submit: string;
  form: Form;
  /** The way to the other form. */
  other: ComponentChildren;
  children: ComponentChildren;
}

function Entry({ title, submit, form, other, children }: EntryProps) {
  useEffect(() => {
    document.title = `${title} · Trio`;
  }, [title]);
  return (
    // biome-ignore lint/a11y: it only follows the links inside, which have keys of their own.
    <main class="entry" onClick={followLink}>
      <Banner />
      <div class="entry-card">
        <p class="entry-brand">
          <Mark />
          Trio
        </p>
        <h1>{title}</h1>
        <form class="stack" onSubmit={form.onSubmit}>
          {form.message && <FormError>{form.message}</FormError>}
          {children}
          <button type="submit" class="button primary wide" disabled={form.busy}>
            {submit}
          </button>
        </form>
        <p class="entry-other">{other}</p>
      </div>
    </main>
  );
}

function safe(to: string): string {
  const { page } = parseRoute(to.split('?')[0] ?? '');
  return page === 'sign-in' || page === 'not-found' ? '/today' : to;
}
