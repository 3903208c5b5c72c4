import type { SoundName } from './sounds.ts';
import type { Scene } from './stage.ts';
import { bouncingLetters } from './scenes/bouncing-letters.ts';
import { cityNight } from './scenes/city-night.ts';
import { constellation } from './scenes/constellation.ts';
import { dayClock } from './scenes/day-clock.ts';
import { drumGrid } from './scenes/drum-grid.ts';
import { fireworks } from './scenes/fireworks.ts';
import { fishSchool } from './scenes/fish-school.ts';
import { flipDog } from './scenes/flip-dog.ts';
import { kite } from './scenes/kite.ts';
import { knitting } from './scenes/knitting.ts';
import { mandala } from './scenes/mandala.ts';
import { moire } from './scenes/moire.ts';
import { orbits } from './scenes/orbits.ts';
import { origami } from './scenes/origami.ts';
import { paperBoat } from './scenes/paper-boat.ts';
import { plant } from './scenes/plant.ts';
import { rainWindow } from './scenes/rain-window.ts';
import { recipe } from './scenes/recipe.ts';
import { sayItCacti } from './scenes/say-it-cacti.ts';
import { sayItPaper } from './scenes/say-it-paper.ts';
import { sayItType } from './scenes/say-it-type.ts';
import { teaCup } from './scenes/tea-cup.ts';
import { tiles } from './scenes/tiles.ts';
import { trainWindow } from './scenes/train-window.ts';

export interface DemoComment {
  readonly by: string;
  readonly text: string;
  readonly answers?: readonly { readonly by: string; readonly text: string }[];
}

export interface DemoClip {
  /** Names the clip among the others; also the seed of its random numbers. */
  readonly name: string;
  readonly by: string;
  readonly scene: Scene;
  readonly sound: SoundName;
  readonly language: string;
  readonly caption: string;
  readonly likedBy: readonly string[];
  readonly comments: readonly DemoComment[];
}

/**
 * In the order in which they are published, so the last one here is the first one in the feed. A newcomer may look at any
 * time, so no maker comes twice in a row, and the first and last six are the ones to meet first.
 */
export const demoClips: readonly DemoClip[] = [
  {
    name: 'say-it-cacti',
    by: 'gruener_daumen',
    scene: sayItCacti,
    sound: 'tomorrow',
    language: 'de',
    caption: 'Er gießt sich auch selbst, sagt er. #earlyfortomorrow #kaktus #fensterbank',
    likedBy: ['letterheap', 'flipbook_fred', 'mira_cuts', 'stillwater', 'jonas_takt'],
    comments: [
      { by: 'letterheap', text: 'The eyebrow!!' },
      {
        by: 'mira_cuts',
        text: 'I am the small one in every meeting.',
        answers: [{ by: 'gruener_daumen', text: 'Sind wir das nicht alle?' }],
      },
    ],
  },
  {
    name: 'kite',
    by: 'flipbook_fred',
    scene: kite,
    sound: 'harbour',
    language: 'en',
    caption: 'Borrowed @stillwater’s waltz for a windy day. Wait for the loop. #kite #slowhour',
    likedBy: ['stillwater', 'gruener_daumen'],
    comments: [{ by: 'stillwater', text: 'It flies in three-four time!' }],
  },
  {
    name: 'say-it-paper',
    by: 'mira_cuts',
    scene: sayItPaper,
    sound: 'tomorrow',
    language: 'en',
    caption: 'My aunt, every Sunday, cut from memory. #earlyfortomorrow #papercut',
    likedBy: ['letterheap', 'gruener_daumen', 'flipbook_fred', 'night_bus'],
    comments: [{ by: 'letterheap', text: 'Five vowels, five mouths. Perfect lip-sync.' }],
  },
  {
    name: 'tiles',
    by: 'letterheap',
    scene: tiles,
    sound: 'sixteen',
    language: 'en',
    caption:
      'Thirty-two tiles, four quarter turns each, and nobody is where they started until everybody is. Sound by @jonas_takt #sixteensteps #poster',
    likedBy: ['jonas_takt', 'mira_cuts', 'orbit_club'],
    comments: [
      {
        by: 'jonas_takt',
        text: 'So sieht also mein Lead aus. Darf ich das aufhängen?',
        answers: [{ by: 'letterheap', text: 'Only above the coffee machine.' }],
      },
    ],
  },
  {
    name: 'train-window',
    by: 'night_bus',
    scene: trainWindow,
    sound: 'rails',
    language: 'es',
    caption: 'Segunda clase, asiento de ventana, ningún plan. #tren #atardecer',
    likedBy: ['stillwater', 'mira_cuts', 'flipbook_fred', 'orbit_club'],
    comments: [{ by: 'jonas_takt', text: 'Die Schienenstöße sind auf der Eins. Danke dafür.' }],
  },
  {
    name: 'paper-boat',
    by: 'stillwater',
    scene: paperBoat,
    sound: 'harbour',
    language: 'ja',
    caption: '紙の海、紙の舟。どこへも急がない。 #紙 #波 #slowhour',
    likedBy: ['night_bus', 'mira_cuts', 'gruener_daumen', 'flipbook_fred'],
    comments: [{ by: 'mira_cuts', text: 'The shadow under every wave! I can feel the scissors.' }],
  },
  {
    name: 'orbits',
    by: 'orbit_club',
    scene: orbits,
    sound: 'orrery',
    language: 'en',
    caption:
      'Each planet rings when it crosses the line. 2:3:4:5:7, all together once every eight seconds. #polyrhythm #planets',
    likedBy: ['jonas_takt', 'stillwater', 'letterheap'],
    comments: [
      {
        by: 'jonas_takt',
        text: 'Die Sieben ist unverschämt schön.',
        answers: [{ by: 'orbit_club', text: 'She is late on purpose.' }],
      },
    ],
  },
  {
    name: 'recipe',
    by: 'gruener_daumen',
    scene: recipe,
    sound: 'kitchen',
    language: 'de',
    caption: 'Das ganze Rezept. Mehr braucht es nicht. #butterbrot #radieschen #rezept',
    likedBy: ['jonas_takt', 'letterheap', 'flipbook_fred'],
    comments: [{ by: 'jonas_takt', text: 'Abendessen gerettet.' }],
  },
  {
    name: 'drum-grid',
    by: 'jonas_takt',
    scene: drumGrid,
    sound: 'sixteen',
    language: 'de',
    caption:
      'Sechzehn Schritte, sieben Spuren, kein Geheimnis: Was leuchtet, klingt. Baut ein Bild dazu. #sixteensteps #beat',
    likedBy: ['letterheap', 'orbit_club', 'night_bus'],
    comments: [{ by: 'letterheap', text: 'Took you at your word. See my tiles.' }],
  },
  {
    name: 'constellation',
    by: 'orbit_club',
    scene: constellation,
    sound: 'stars',
    language: 'en',
    caption: 'One bell, one star. You will not find it on any map. #constellation #whale',
    likedBy: ['stillwater', 'night_bus', 'mira_cuts', 'flipbook_fred'],
    comments: [{ by: 'flipbook_fred', text: 'Found it. Second pancake from the left.' }],
  },
  {
    name: 'knitting',
    by: 'gruener_daumen',
    scene: knitting,
    sound: 'stitches',
    language: 'de',
    caption:
      'Vierundzwanzig Reihen in sechs Sekunden. Die echten Handschuhe dauern noch. #stricken #norwegermuster',
    likedBy: ['stillwater', 'mira_cuts'],
    comments: [
      {
        by: 'flipbook_fred',
        text: 'Would you do this in dog size?',
        answers: [{ by: 'gruener_daumen', text: 'Biscuit bekommt einen Schal.' }],
      },
    ],
  },
  {
    name: 'mandala',
    by: 'mira_cuts',
    scene: mandala,
    sound: 'bowls',
    language: 'en',
    caption:
      'Laid grain by grain, swept away in one stroke. That is the point of it. #sand #mandala #slowhour',
    likedBy: ['stillwater', 'orbit_club'],
    comments: [{ by: 'stillwater', text: 'The sweeping is the best part.' }],
  },
  {
    name: 'say-it-type',
    by: 'letterheap',
    scene: sayItType,
    sound: 'tomorrow',
    language: 'en',
    caption: 'I’m not late. Challenge: say it your way. #earlyfortomorrow #type',
    likedBy: ['flipbook_fred', 'mira_cuts', 'gruener_daumen', 'jonas_takt', 'orbit_club'],
    comments: [
      { by: 'orbit_club', text: 'As a matter of astronomy this is correct.' },
      { by: 'flipbook_fred', text: 'Biscuit says this every morning.' },
    ],
  },
  {
    name: 'day-clock',
    by: 'orbit_club',
    scene: dayClock,
    sound: 'noon',
    language: 'en',
    caption:
      'A day takes eight seconds if you stand far enough away. Noon is at the top, where it belongs. #clock #day',
    likedBy: ['stillwater', 'gruener_daumen', 'letterheap'],
    comments: [{ by: 'gruener_daumen', text: 'Das Licht geht um acht an. Wie bei mir.' }],
  },
  {
    name: 'plant',
    by: 'gruener_daumen',
    scene: plant,
    sound: 'sprout',
    language: 'de',
    caption: 'Ein Sommer in sechs Sekunden. Ja, ich rede mit ihr. #pflanzen #wachsen',
    likedBy: ['stillwater', 'mira_cuts', 'flipbook_fred'],
    comments: [
      { by: 'night_bus', text: '¿Y qué te contesta?', answers: [{ by: 'gruener_daumen', text: 'Marimba.' }] },
    ],
  },
  {
    name: 'moire',
    by: 'mira_cuts',
    scene: moire,
    sound: 'beating',
    language: 'en',
    caption: 'Two sheets of rings, one red, one blue. Everything else is made by your eyes. #moire #print',
    likedBy: ['orbit_club', 'letterheap', 'jonas_takt'],
    comments: [{ by: 'orbit_club', text: 'Interference is my love language.' }],
  },
  {
    name: 'city-night',
    by: 'night_bus',
    scene: cityNight,
    sound: 'late',
    language: 'es',
    caption: 'Cada nota enciende una ventana. ¿En cuál vives tú? #ciudad #noche',
    likedBy: ['stillwater', 'jonas_takt', 'orbit_club'],
    comments: [{ by: 'orbit_club', text: 'Third house from the right, second light. Still working.' }],
  },
  {
    name: 'bouncing-letters',
    by: 'letterheap',
    scene: bouncingLetters,
    sound: 'bounce',
    language: 'en',
    caption: 'Every letter lands on its own note. The two l’s insist they are not twins. #type #xylophone',
    likedBy: ['jonas_takt', 'flipbook_fred', 'gruener_daumen'],
    comments: [{ by: 'flipbook_fred', text: 'The e never gets a moment’s rest.' }],
  },
  {
    name: 'fireworks',
    by: 'flipbook_fred',
    scene: fireworks,
    sound: 'sparks',
    language: 'en',
    caption: 'Quiet ones, for dogs. #fireworks #harbour',
    likedBy: ['night_bus', 'gruener_daumen', 'letterheap'],
    comments: [
      {
        by: 'gruener_daumen',
        text: 'Biscuit ist einverstanden?',
        answers: [{ by: 'flipbook_fred', text: 'Biscuit slept through all of it.' }],
      },
    ],
  },
  {
    name: 'tea-cup',
    by: 'stillwater',
    scene: teaCup,
    sound: 'late',
    language: 'ja',
    caption: '朝の光、湯気、それだけ。音は @night_bus さんから。 #お茶 #slowhour',
    likedBy: ['night_bus', 'gruener_daumen', 'mira_cuts'],
    comments: [{ by: 'night_bus', text: 'Mi canción a las siete de la mañana. Le queda bien.' }],
  },
  {
    name: 'rain-window',
    by: 'night_bus',
    scene: rainWindow,
    sound: 'late',
    language: 'es',
    caption: 'El gato espera a que pase la lluvia. La lluvia espera al gato. #lluvia #lofi #slowhour',
    likedBy: ['stillwater', 'orbit_club', 'flipbook_fred'],
    comments: [{ by: 'stillwater', text: 'I stayed for nine loops.' }],
  },
  {
    name: 'origami',
    by: 'stillwater',
    scene: origami,
    sound: 'harbour',
    language: 'en',
    caption: 'Eighteen flaps, no glue. It closes before the waltz ends. #origami #unfold',
    likedBy: ['mira_cuts', 'letterheap', 'orbit_club'],
    comments: [{ by: 'mira_cuts', text: 'I tried this. I own a crumpled star now.' }],
  },
  {
    name: 'flip-dog',
    by: 'flipbook_fred',
    scene: flipDog,
    sound: 'trot',
    language: 'en',
    caption: 'Eighty pages of Biscuit. He never catches it. #flipbook #dog',
    likedBy: ['letterheap', 'gruener_daumen', 'mira_cuts', 'stillwater', 'night_bus', 'jonas_takt'],
    comments: [
      { by: 'letterheap', text: 'The ears have their own rhythm section.' },
      {
        by: 'gruener_daumen',
        text: 'Guter Hund.',
        answers: [{ by: 'flipbook_fred', text: 'The best, and he knows.' }],
      },
    ],
  },
  {
    name: 'fish-school',
    by: 'stillwater',
    scene: fishSchool,
    sound: 'deep',
    language: 'en',
    caption:
      'Seventy-six fish and one guest. Twenty metres down nobody is in a hurry. #sea #school #slowhour',
    likedBy: ['night_bus', 'orbit_club', 'mira_cuts', 'gruener_daumen'],
    comments: [
      { by: 'orbit_club', text: 'A galaxy with fins.' },
      { by: 'mira_cuts', text: 'Wait, was that a whale?' },
    ],
  },
];
