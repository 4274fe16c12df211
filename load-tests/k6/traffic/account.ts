/**
 * An account that a scenario acts for. `ACCOUNTS_FILE` holds a JSON array of them, the most popular
 * first.
 */
export interface Account {
  /** The Cookie header of a session. */
  cookie: string;
  /** Ids, in the order in which the app shows them. */
  lists: string[];
  /** Ids of some of its to-dos. */
  todos: string[];
}
