/** The makers of the demo clips. Their bios say that they are not real: nobody should follow a figment unawares. */
export interface DemoPerson {
  readonly handle: string;
  readonly name: string;
  readonly bio: string;
  readonly follows: readonly string[];
}

export const demoPeople: readonly DemoPerson[] = [
  {
    handle: 'mira_cuts',
    name: 'Mira Okafor',
    bio: 'Scissors first, questions later. Paper, sand and ink.\nDemo account: drawn by Overt itself.',
    follows: ['letterheap', 'stillwater', 'flipbook_fred', 'gruener_daumen'],
  },
  {
    handle: 'jonas_takt',
    name: 'Jonas Brandt',
    bio: 'Sechzehn Schritte, ein Kaffee. Beats aus Leipzig.\nDemokonto: von Overt selbst gezeichnet.',
    follows: ['letterheap', 'orbit_club', 'night_bus'],
  },
  {
    handle: 'stillwater',
    name: 'Aiko Moriyama',
    bio: '静かなものを描いています。 Slow pictures, small sounds.\nDemo account: drawn by Overt itself.',
    follows: ['night_bus', 'mira_cuts', 'orbit_club', 'gruener_daumen'],
  },
  {
    handle: 'night_bus',
    name: 'Tomás Rivera',
    bio: 'Ventanas, lluvia, última fila.\nCuenta de demostración: la dibuja Overt.',
    follows: ['stillwater', 'jonas_takt', 'orbit_club'],
  },
  {
    handle: 'orbit_club',
    name: 'Priya Nair',
    bio: 'Clocks, planets and other things that come round again.\nDemo account: drawn by Overt itself.',
    follows: ['jonas_takt', 'stillwater', 'letterheap', 'mira_cuts'],
  },
  {
    handle: 'letterheap',
    name: 'Ada Lindqvist',
    bio: 'I move letters for a living. Sometimes they move back.\nDemo account: drawn by Overt itself.',
    follows: ['mira_cuts', 'jonas_takt', 'flipbook_fred'],
  },
  {
    handle: 'gruener_daumen',
    name: 'Hanna Vogel',
    bio: 'Pflanzen, Wolle, Butterbrot. Alles wächst.\nDemokonto: von Overt selbst gezeichnet.',
    follows: ['stillwater', 'flipbook_fred', 'mira_cuts'],
  },
  {
    handle: 'flipbook_fred',
    name: 'Fred Marsh',
    bio: 'One page at a time. The dog is called Biscuit.\nDemo account: drawn by Overt itself.',
    follows: ['letterheap', 'gruener_daumen', 'night_bus', 'stillwater'],
  },
];
