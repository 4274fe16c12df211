import { useEffect } from 'preact/hooks';
import { me } from './accounts/session.ts';
import { SignInPage, SignUpPage } from './accounts/sign-in.tsx';
import { navigate, route } from './navigation/navigation.ts';
import { Banner } from './shell/banner.tsx';
import { Mark } from './shell/icons.tsx';
import { Shell } from './shell/shell.tsx';

/**
 * The application: the sign-in page for those who aren't signed in (the address stays what they
 * wanted), otherwise the page of the address.
 */
export function App() {
  const current = route.value;
  const entry = current.page === 'sign-in' || current.page === 'sign-up' ? current : undefined;
  const signedIn = me.value;
  const leave = signedIn ? entry?.to : undefined;
  useEffect(() => {
    if (leave) navigate(leave, { replace: true });
  }, [leave]);

  if (signedIn === undefined) return <Starting />;
  if (signedIn) return <Shell />;
  return entry?.page === 'sign-up' ? <SignUpPage to={entry.to} /> : <SignInPage to={entry?.to} />;
}

function Starting() {
  return (
    <main class="entry starting">
      <Mark />
      <Banner />
    </main>
  );
}
