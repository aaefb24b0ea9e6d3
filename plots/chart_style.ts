/** How charts look, except for their data. */

/** Colours of what is not data; a page names CSS variables. */
export interface ChartTheme {
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly frame: string;
  readonly paper: string;
}

/** Lengths in CSS pixels. */
export interface ChartStyle {
  readonly theme: ChartTheme;
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly lineWidth: number;
  readonly markerRadius: number;
  readonly axisTitles: boolean;
  readonly responsive: boolean;
  readonly devicePixelRatio: number;
}
