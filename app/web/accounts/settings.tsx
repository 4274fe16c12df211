import { Heading } from '../shell/heading.tsx';
import { singleKeys, type Theme, theme, themes } from '../theme.ts';
import { me, signOut } from './session.ts';
import { Tokens } from './tokens.tsx';

/** The account, how Trio looks and listens, and the tokens for its API. */
export function SettingsPage() {
  return (
    <>
      <Heading title="Settings" />
      <section class="card">
        <h2>Account</h2>
        <div class="account">
          <p>
            {me.value?.name && <strong>{me.value.name}</strong>}
            <span>{me.value?.email}</span>
          </p>
          <button type="button" class="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </section>
      <section class="card">
        <h2>Appearance and keys</h2>
        <Themes />
        <label class="switch">
          <input
            type="checkbox"
            checked={singleKeys.value}
            onChange={(event) => (singleKeys.value = event.currentTarget.checked)}
          />
          Single keys are commands (press ? for the list)
        </label>
      </section>
      <Tokens />
    </>
  );
}

const themeNames: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

function Themes() {
  return (
    <fieldset class="segments">
      <legend>Theme</legend>
      {themes.map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="theme"
            checked={theme.value === each}
            onChange={() => (theme.value = each)}
          />
          <span>{themeNames[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
