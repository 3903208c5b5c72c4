import { formatters } from '../messages/format.ts';
import type { PostWords } from './en.ts';

const { plural, megabytes, whole } = formatters('de');

export const de: PostWords = {
  title: 'Clip posten',
  visitor:
    'Zum Posten brauchst du ein Konto: ein Name und ein Passkey oder Passwort, keine E-Mail, keine Telefonnummer.',
  choose: 'Video wählen',
  film: 'Jetzt filmen',
  drop: 'oder hierher ziehen',
  dropNow: 'Loslassen, um es zu wählen',
  limits: (bytes, shortest, longest) =>
    `${plural(shortest, '# Sekunde', '# Sekunden')} bis ${plural(longest / 60, '# Minute', '# Minuten')}, höchstens ${megabytes(bytes)}. Jedes Video, das ein Telefon macht, oder ein GIF.`,
  clean:
    'Ort, Zeit, Gerät und alles andere, was in der Datei vermerkt ist, wird entfernt, bevor jemand den Clip sieht.',
  tooLarge: (bytes, most) =>
    `Diese Datei hat ${megabytes(bytes)}, höchstens ${megabytes(most)} gehen. Kürze sie oder speichere sie kleiner und wähle sie noch einmal.`,
  play: 'Vorschau abspielen',
  pause: 'Vorschau anhalten',
  another: 'Anderes wählen',
  preview: 'Vorschau',
  noPreview: 'Dieser Browser kann die Datei nicht zeigen. Posten lässt sie sich trotzdem.',
  caption: 'Text',
  captionHint: 'Sag, was es ist, gern mit #Hashtags.',
  captionCount: (used, most) => `${whole(used)} von ${whole(most)} Zeichen`,
  language: 'Sprache des Clips',
  notSaid: 'Keine Angabe',
  audience: 'Wer ihn sehen darf',
  audiences: { everyone: 'Alle', followers: 'Wer mir folgt', me: 'Nur ich' },
  audienceHints: {
    everyone: 'Bei den neuen Clips, in deinem Profil und mit dem Link.',
    followers: 'Leute, die dir folgen dürfen.',
    me: 'Sonst niemand, auch nicht mit dem Link.',
  },
  child: 'Konten von Leuten unter 16 sind geschlossen. Darum sehen einen Clip höchstens die, die dir folgen.',
  closed: 'Dein Konto ist geschlossen: Auch dann sehen ihn nur die, die dir folgen.',
  keep: 'Originaldatei behalten',
  keepHint:
    'Aus: Was du sendest, wird gelöscht, sobald der Clip gemacht ist. An: Es bleibt auf dem Server, wie es ist, mit Ort und Zeit, und niemand bekommt es zu sehen.',
  post: 'Posten',
  postNote: 'Vorher verlässt nichts dein Gerät.',
  refused: 'Nicht gepostet',
  retry: 'Die Datei ist noch gewählt.',
  sending: 'Wird gesendet',
  sentOf: (sent, all) => `${megabytes(sent)} von ${megabytes(all)}`,
  sendingNote: 'Lass diesen Tab offen, bis alles gesendet ist. Clips ansehen kannst du solange.',
  waiting: 'Wartet auf die Verbindung',
  waitingNote: 'Es geht von selbst da weiter, wo es aufgehört hat.',
  processing: 'Wird vorbereitet',
  processingNote:
    'Daraus wird ein Clip, der überall läuft. Du kannst den Tab schließen; er erscheint von selbst.',
  soFar: (percent) => `${percent} Prozent`,
  cancel: 'Abbrechen',
  cancelled: 'Abgebrochen. Nichts davon bleibt.',
  out: 'Dein Clip ist da',
  outFollowers: 'Wer dir folgt, kann ihn jetzt sehen.',
  outMe: 'Nur du kannst ihn sehen.',
  outEveryone: 'Alle können ihn jetzt sehen.',
  see: 'Clip ansehen',
  share: 'Teilen',
  next: 'Noch einen posten',
  unfinished: 'Unterwegs',
  untitled: 'Clip ohne Text',
  stopped: 'Nicht zu Ende gesendet',
  goOn: 'Datei noch einmal wählen und weitermachen',
  otherFile: 'Das ist eine andere Datei. Wähle die, mit der du angefangen hast.',
  discard: 'Verwerfen',
  discardName: (caption) => `„${caption}“ verwerfen`,
  goOnName: (caption) => `Die Datei von „${caption}“ noch einmal wählen und weitermachen`,
};
