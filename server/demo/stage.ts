import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from './random.ts';
import { notesOfVoice, type Note, type Score } from './score.ts';
import type { VoiceName } from './voices.ts';

export const WIDTH = 720;
export const HEIGHT = 1280;
export const TAU = 2 * Math.PI;

export type Pen = SKRSContext2D;

/** Where the clip is. `turn` goes once from 0 to 1, so whole cycles of it make a picture that loops. */
export interface Now {
  readonly frame: number;
  readonly turn: number;
  readonly beat: number;
}

/** What a scene is given to prepare itself: the music it plays to, and its own random numbers. */
export interface Stage {
  readonly score: Score;
  readonly random: Random;
}

/** Paints one whole frame, opaque from edge to edge, and depends on nothing but `now`. */
export type Draw = (pen: Pen, now: Now) => void;
export type Scene = (stage: Stage) => Draw;

/**
 * The interface covers the left bottom quarter (caption) and the right edge (buttons): what matters in a picture stays
 * around this point, between x 50 and 570 and y 110 and 950.
 */
export const CENTRE = { x: 330, y: 530 } as const;

export const clamp = (x: number): number => Math.min(1, Math.max(0, x));
export const lerp = (from: number, to: number, share: number): number => from + (to - from) * share;
/** 0 before `from`, 1 after `to`, and a soft S between them. */
export function ramp(x: number, from: number, to: number): number {
  const share = clamp((x - from) / (to - from));
  return share * share * (3 - 2 * share);
}
/** Quick, past the mark, and back. */
export function pop(share: number): number {
  const x = clamp(share) - 1;
  return 1 + 2.7 * x * x * x + 1.7 * x * x;
}
/** A sine of `cycles` whole waves a loop. */
export const wave = (turn: number, cycles: number, phase = 0): number =>
  Math.sin(TAU * (turn * cycles + phase));
export const wrap = (x: number, size: number): number => ((x % size) + size) % size;

export function paint(width: number, height: number, draw: (pen: Pen) => void): Canvas {
  const canvas = createCanvas(width, height);
  draw(canvas.getContext('2d'));
  return canvas;
}

type Stops = readonly (readonly [place: number, colour: string])[];

let sky: { key: string; picture: Canvas } | undefined;

/** Fills the frame from top to bottom. A still gradient is slow to draw and quick to copy, so the last one is kept. */
export function fillSky(pen: Pen, stops: Stops): void {
  const key = stops.join();
  if (sky?.key !== key) sky = { key, picture: paint(WIDTH, HEIGHT, (fresh) => drawSky(fresh, stops)) };
  pen.drawImage(sky.picture, 0, 0);
}

function drawSky(pen: Pen, stops: Stops): void {
  const gradient = pen.createLinearGradient(0, 0, 0, HEIGHT);
  for (const [place, colour] of stops) gradient.addColorStop(place, colour);
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
}

export function disc(pen: Pen, x: number, y: number, radius: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, Math.max(0, radius), 0, TAU);
  pen.fill();
}

export function polygon(pen: Pen, points: readonly (readonly [number, number])[], colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.closePath();
  pen.fill();
}

export function box(pen: Pen, x: number, y: number, w: number, h: number, r: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(x, y, w, h, r);
  pen.fill();
}

/** A line through points, as smooth as a hand would draw it. */
export function curve(pen: Pen, points: readonly (readonly [number, number])[]): void {
  for (const [index, [x, y]] of points.entries()) {
    const next = points[index + 1];
    if (index === 0) pen.moveTo(x, y);
    else if (next) pen.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
    else pen.lineTo(x, y);
  }
}

/** Runs `draw` with the origin at x, y, turned and scaled. */
export function at(
  pen: Pen,
  place: { x: number; y: number; turn?: number; sx?: number; sy?: number },
  draw: () => void,
): void {
  pen.save();
  pen.translate(place.x, place.y);
  if (place.turn) pen.rotate(place.turn);
  if (place.sx !== undefined || place.sy !== undefined) pen.scale(place.sx ?? 1, place.sy ?? place.sx ?? 1);
  draw();
  pen.restore();
}

/** Paper: a still sheet of fine grain to lay over a frame. Still, because moving grain costs bits and is lost anyway. */
export function grainOf(random: Random, strength: number): Canvas {
  return paint(WIDTH, HEIGHT, (pen) => {
    for (let i = 0; i < 9000; i++) {
      pen.fillStyle =
        random() < 0.5 ? `rgba(0,0,0,${strength * random()})` : `rgba(255,255,255,${strength * random()})`;
      pen.fillRect(random() * WIDTH, random() * HEIGHT, 1 + 2 * random(), 1 + 2 * random());
    }
  });
}

/** The notes that a picture moves to, and how long ago (in beats, round the loop) the last of them began. */
export function follow(score: Score, voice: VoiceName): { notes: Note[]; since: (beat: number) => number } {
  const notes = notesOfVoice(score, voice);
  const since = (beat: number): number =>
    notes.reduce((least, note) => Math.min(least, wrap(beat - note.beat, score.beats)), score.beats);
  return { notes, since };
}
