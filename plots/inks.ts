/** Black, grey and white of the files. */

export const INK = "#1a1a1a";
export const FAINT_INK = "#555555";
export const PAPER = "#ffffff";
