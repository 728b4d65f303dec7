/** A decoded picture: 8-bit RGB, row-major, `[height, width, 3]`, upright and without alpha. */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** `height * width * 3` bytes, red first. */
  readonly data: Uint8Array;
}

/** A picture with opacity to lay over another one, 8 bits each: row-major, `[height, width, 4]`, red first, opacity last. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A one-channel picture of floats, row-major `[height, width]`: an anomaly map or a mask. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A defect mask, row-major `[height, width]`: 1 where the part is defective, 0 elsewhere. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
