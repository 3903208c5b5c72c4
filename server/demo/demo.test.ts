import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { test } from 'node:test';
import { captionText, language } from '../../contract/clips.ts';
import { writeComment } from '../../contract/comments.ts';
import { handle } from '../../contract/common.ts';
import { updateMe } from '../../contract/people.ts';
import { drawAvatar } from './avatars.ts';
import { demoClips, type DemoClip } from './clips.ts';
import { demoPeople } from './people.ts';
import { randomFrom, seedOf } from './random.ts';
import { framesOf, notesOf, secondsOf, type Score } from './score.ts';
import { sounds } from './sounds.ts';
import { HEIGHT, WIDTH } from './stage.ts';
import { loudnessOf, play } from './synth.ts';

const scores = Object.entries<Score>(sounds);
const handles = demoPeople.map((person) => person.handle);

/** Every 16th pixel in both directions of the frame at `turn`, as RGBA. */
function glimpse(clip: DemoClip, turns: readonly number[]): Buffer[] {
  const score: Score = sounds[clip.sound];
  const draw = clip.scene({ score, random: randomFrom(seedOf(clip.name)) });
  const pen = createCanvas(WIDTH, HEIGHT).getContext('2d');
  return turns.map((turn) => {
    const frame = Math.floor(turn * framesOf(score));
    pen.save();
    draw(pen, { frame, turn: frame / framesOf(score), beat: frame / score.framesPerBeat });
    pen.restore();
    const { data } = pen.getImageData(0, 0, WIDTH, HEIGHT);
    const points: number[] = [];
    for (let y = 0; y < HEIGHT; y += 16) {
      for (let x = 0; x < WIDTH; x += 16)
        points.push(...data.subarray((y * WIDTH + x) * 4, (y * WIDTH + x) * 4 + 4));
    }
    return Buffer.from(points);
  });
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('the makers have handles and profiles that the contract allows, and each has a picture of its own', () => {
  assert.equal(new Set(handles).size, demoPeople.length);
  for (const person of demoPeople) {
    handle.parse(person.handle);
    updateMe.body.parse({ name: person.name, bio: person.bio });
    assert.ok(person.follows.every((each) => handles.includes(each) && each !== person.handle));
  }
  assert.equal(new Set(handles.map((each) => digest(drawAvatar(each)))).size, handles.length);
});

test('24 clips have names, captions, comments and likes that the contract allows', () => {
  assert.equal(demoClips.length, 24);
  assert.equal(new Set(demoClips.map((clip) => clip.name)).size, 24);
  assert.equal(new Set(demoClips.map((clip) => clip.scene)).size, 24);
  assert.deepEqual(new Set(demoClips.map((clip) => clip.by)), new Set(handles));
  for (const clip of demoClips) {
    assert.equal(captionText.parse(clip.caption), clip.caption);
    assert.match(clip.caption, /#\p{L}/u);
    language.parse(clip.language);
    assert.ok(clip.likedBy.every((each) => handles.includes(each) && each !== clip.by));
    for (const comment of clip.comments) {
      for (const { by, text } of [comment, ...(comment.answers ?? [])]) {
        assert.ok(handles.includes(by));
        writeComment.body.parse({ text });
      }
    }
  }
});

test('every sound lasts five to nine seconds and its notes lie inside', () => {
  for (const [name, score] of scores) {
    const seconds = secondsOf(score);
    assert.ok(seconds >= 5 && seconds <= 9, `${name} lasts ${seconds} s`);
    for (const track of score.tracks) {
      const notes = notesOf(score, track);
      assert.ok(notes.length > 0, `${name}: ${track.voice} never sounds`);
      assert.ok(
        notes.every(
          (note) =>
            note.beat >= 0 &&
            note.beat < score.beats &&
            note.pitches.every((pitch) => pitch > 20 && pitch < 110),
        ),
      );
    }
  }
});

test('every sound is at −14 LUFS, below full scale, without DC, and loops without a click', () => {
  for (const [name, score] of scores) {
    const sound = play(score);
    assert.equal(sound.left.length, framesOf(score) * 1600, name);
    assert.ok(Math.abs(loudnessOf(sound) + 14) < 0.3, `${name} is at ${loudnessOf(sound)} LUFS`);
    for (const channel of [sound.left, sound.right]) {
      let [peak, sum, power, jump] = [0, 0, 0, 0];
      for (const [index, x] of channel.entries()) {
        peak = Math.max(peak, Math.abs(x));
        sum += x;
        power += x * x;
        jump = Math.max(jump, Math.abs(x - (channel[index - 1] ?? x)));
      }
      const crest = 20 * Math.log10(peak / Math.sqrt(power / channel.length));
      const seam = Math.abs((channel[0] ?? 0) - (channel.at(-1) ?? 0));
      assert.ok(peak < 0.83, `${name} peaks at ${peak}`);
      assert.ok(Math.abs(sum / channel.length) < 1e-3, `${name} has an offset of ${sum / channel.length}`);
      assert.ok(crest > 8 && crest < 20, `${name} has a crest factor of ${crest} dB`);
      assert.ok(seam < 0.2 && seam <= jump, `${name} jumps by ${seam} where it loops`);
    }
  }
});

test('the same score gives the same samples', () => {
  const [first, second] = [play(sounds.tomorrow), play(sounds.tomorrow)];
  assert.equal(digest(new Uint8Array(first.left.buffer)), digest(new Uint8Array(second.left.buffer)));
  assert.equal(digest(new Uint8Array(first.right.buffer)), digest(new Uint8Array(second.right.buffer)));
});

test('every scene fills the frame, is more than one colour, moves, and draws the same again', () => {
  const turns = [0.1, 0.37, 0.73];
  for (const clip of demoClips) {
    const frames = glimpse(clip, turns);
    assert.equal(new Set(frames.map(digest)).size, turns.length, `${clip.name} stands still`);
    for (const frame of frames) {
      const colours = new Set<number>();
      for (let i = 0; i < frame.length; i += 4) {
        assert.equal(frame[i + 3], 255, `${clip.name} leaves a hole`);
        colours.add(frame.readUInt32BE(i));
      }
      assert.ok(colours.size > 1, `${clip.name} has ${colours.size} colours`);
    }
    assert.deepEqual(glimpse(clip, turns).map(digest), frames.map(digest), `${clip.name} draws differently`);
  }
});
