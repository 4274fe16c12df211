/** Names of the priorities 0 to 3. */
export const priorityNames = ['None', 'Low', 'Medium', 'High'] as const;
