import { livelySounds } from './lively-sounds.ts';
import { quietSounds } from './quiet-sounds.ts';

/** Every piece of music in the demo. Several clips share one, as sounds are shared in life. */
export const sounds = { ...quietSounds, ...livelySounds };

export type SoundName = keyof typeof sounds;
