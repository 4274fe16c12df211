import type { z } from 'zod';

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const units: Record<string, string> = { string: ' characters', array: ' entries' };

/**
 * What is wrong with a field, as its sender should read it: "must have at least 8 characters".
 * Undefined where the schema has words of its own, or zod's are as good.
 */
export function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return bound('at least', issue.origin, issue.minimum);
    case 'too_big':
      return bound('at most', issue.origin, issue.maximum);
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be an id' : undefined;
    default:
      return undefined;
  }
}

function bound(words: string, origin: string, limit: number | bigint): string {
  const unit = units[origin];
  return unit ? `must have ${words} ${limit}${unit}` : `must be ${words} ${limit}`;
}
