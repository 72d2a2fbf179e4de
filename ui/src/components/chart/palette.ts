import { useComputedColorScheme } from '@mantine/core';

const LIGHT = ['#1f6fae', '#c8641b', '#2f8a5b', '#8a4fb0', '#b8375c', '#5d7a12', '#0a7f92', '#7d5f2d', '#4656b8', '#a13d8f'];
const DARK = ['#6fb3e6', '#f0a05a', '#6ccf98', '#c191e2', '#ee7f9f', '#aac94f', '#4fc3d6', '#cfae73', '#97a4f5', '#e389d3'];

/** Colours for curves, told apart by most eyes, in the order of use. */
export function usePalette(): (index: number) => string {
  const colours = useComputedColorScheme('light') === 'dark' ? DARK : LIGHT;
  return (index) => colours[index % colours.length] ?? '#1f6fae';
}
