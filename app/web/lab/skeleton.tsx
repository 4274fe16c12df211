/** A placeholder for the Lab. */
export function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">Loading</span>
      <div class="skeleton-card" />
      <div class="skeleton-card tall" />
    </div>
  );
}
