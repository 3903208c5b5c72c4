import { formatters } from '../messages/format.ts';

const { plural, megabytes, whole } = formatters('en');

/** The sentences of posting: apart from the feed's, which must load fast. */
export const en = {
  title: 'Post a clip',
  visitor:
    'You need an account to post a clip. It takes a handle and a passkey or a password, no e-mail and no phone number.',
  choose: 'Choose a video',
  film: 'Film now',
  drop: 'or drop it here',
  dropNow: 'Let go to choose it',
  limits: (bytes: number, shortest: number, longest: number) =>
    `${plural(shortest, '# second', '# seconds')} to ${plural(longest / 60, '# minute', '# minutes')}, up to ${megabytes(bytes)}. Any video that a phone makes, or a GIF.`,
  clean: 'Place, time, device and every other note inside the file are removed before anybody sees the clip.',
  tooLarge: (bytes: number, most: number) =>
    `This file has ${megabytes(bytes)}; the most is ${megabytes(most)}. Shorten it or save it smaller, then choose it again.`,
  play: 'Play the preview',
  pause: 'Pause the preview',
  another: 'Choose another',
  preview: 'Preview',
  noPreview: 'This browser cannot show the file. It can be posted all the same.',
  caption: 'Caption',
  captionHint: 'Say what it is, with #hashtags if you like.',
  captionCount: (used: number, most: number) => `${whole(used)} of ${whole(most)} characters`,
  language: 'Language of the clip',
  notSaid: 'Not said',
  audience: 'Who may see it',
  audiences: { everyone: 'Everyone', followers: 'Followers', me: 'Only me' },
  audienceHints: {
    everyone: 'In the feed, on your profile and by its link.',
    followers: 'People whom you let follow you.',
    me: 'Nobody else, not even by the link.',
  },
  child: 'Accounts of people under 16 are closed, so a clip is for followers at most.',
  closed: 'Your account is closed: even then only your followers see it.',
  keep: 'Keep the original file',
  keepHint:
    'Off: the file that you send is deleted once the clip is made. On: it stays on the server as it is, with place and time, and nobody is shown it.',
  post: 'Post',
  postNote: 'Nothing leaves your device before you press this.',
  refused: 'Not posted',
  retry: 'The file is still chosen.',
  sending: 'Sending',
  sentOf: (sent: number, all: number) => `${megabytes(sent)} of ${megabytes(all)}`,
  sendingNote: 'Stay in this tab until it is sent; you can watch clips meanwhile.',
  waiting: 'Waiting for the connection',
  waitingNote: 'It goes on by itself from where it stopped.',
  processing: 'Preparing',
  processingNote: 'It becomes a clip that plays everywhere. You may close the tab; it comes out by itself.',
  soFar: (percent: number) => `${percent} percent`,
  cancel: 'Cancel',
  cancelled: 'Cancelled. Nothing of it is kept.',
  out: 'Your clip is out',
  outFollowers: 'Your followers can see it now.',
  outMe: 'Only you can see it.',
  outEveryone: 'Anybody can see it now.',
  see: 'See your clip',
  share: 'Share',
  next: 'Post another',
  unfinished: 'On their way',
  untitled: 'Clip without a caption',
  stopped: 'Not sent to the end',
  goOn: 'Choose the file again to go on',
  otherFile: 'That is another file. Choose the one that you began with.',
  discard: 'Discard',
  discardName: (caption: string) => `Discard “${caption}”`,
  goOnName: (caption: string) => `Choose the file of “${caption}” again to go on`,
};

export type PostWords = typeof en;
