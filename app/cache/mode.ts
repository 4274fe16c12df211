/** How reads use the cache; README.md in this folder has the table. */
export const modes = ['off', 'local', 'memcached', 'tiered'] as const;

export type CacheMode = (typeof modes)[number];
