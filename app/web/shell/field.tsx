import type { ComponentChildren, ComponentProps } from 'preact';
import { useId } from 'preact/hooks';

type Props = ComponentProps<'input'> & {
  label: string;
  error?: string | undefined;
  hint?: string;
};

/** An input with its label, and what is wrong with it, tied together for screen readers. */
export function TextField({ label, error, hint, ...input }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described || undefined}
      />
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** What is wrong with a form as a whole. Announced when it appears. */
export function FormError({ children }: { children: ComponentChildren }) {
  return (
    <div class="form-error" role="alert">
      {children}
    </div>
  );
}
