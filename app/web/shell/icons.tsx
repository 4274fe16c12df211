const paths = {
  today: 'M4 6.5h16v13H4zM4 10.5h16M8.5 4v4M15.5 4v4M10 15l1.6 1.6L14.8 13.4',
  upcoming:
    'M4 6.5h16v13H4zM4 10.5h16M8.5 4v4M15.5 4v4M8 14h.01M12 14h.01M16 14h.01M8 17h.01M12 17h.01',
  all: 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01',
  completed: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 12.2l2.4 2.4 4.6-5',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10.3 10.5v6M13.7 10.5v6',
  inbox: 'M4 13.5 6.5 5h11l2.5 8.5V19H4zM4 13.5h4.5l1.2 2.2h4.6l1.2-2.2H20',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l4.5 4.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  edit: 'M5 19l.8-3.6L16 5.2a1.6 1.6 0 0 1 2.3 0l.5.5a1.6 1.6 0 0 1 0 2.3L8.6 18.2zM14 7.2l2.8 2.8',
  restore: 'M5 5v5h5M5.6 10A7.5 7.5 0 1 1 4.5 14',
  notes: 'M5 7h14M5 12h14M5 17h8',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4',
  lab: 'M9.5 4h5M10.5 4v6L5.3 18.6A1 1 0 0 0 6.2 20h11.6a1 1 0 0 0 .9-1.4L13.5 10V4M8 15h8',
  sun: 'M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4',
  moon: 'M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z',
  help: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.6 9.6a2.5 2.5 0 1 1 3.4 2.4c-.7.3-1 .8-1 1.5M12 16.6h.01',
  flag: 'M6 20V5M6 5.5h11l-2.2 3.7L17 13H6',
  copy: 'M9 9h10.5v10.5H9zM6 15H4.5V4.5H15V6',
  label: 'M4 11.2V5h6.2l9 9a1.4 1.4 0 0 1 0 2l-4.2 4.2a1.4 1.4 0 0 1-2 0zM8 9h.01',
  offline:
    'M4 4l16 16M8.3 12.4a6.5 6.5 0 0 1 2.2-1.3M14 11.3a6.5 6.5 0 0 1 1.7 1.1M5 9.2a11 11 0 0 1 2.6-1.7M11 6a11 11 0 0 1 8 3.2M12 17h.01',
} as const;

export type IconName = keyof typeof paths;

/** A 24 by 24 drawing in the colour of the text around it; decoration only, never the only label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** Trio's mark. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M8 10.5h9M8 16h6M8 21.5h3.5M15.5 20l3 3 6-8" />
    </svg>
  );
}
