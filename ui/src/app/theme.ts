import { createTheme, type MantineColorsTuple } from '@mantine/core';

const harbour: MantineColorsTuple = [
  '#eaf3f9', '#d3e4f0', '#a7c9e0', '#7cb4da', '#5192c2', '#3a82ba', '#2a72aa', '#1f5f8f', '#184d76', '#103a5b',
];
const dark: MantineColorsTuple = [
  '#e3e8ef', '#c3cbd6', '#b0bac8', '#8f9bac', '#3a4554', '#262e39', '#171c24', '#10141a', '#0c0f14', '#080a0d',
];

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour, dark },
  defaultRadius: 'sm',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' }, styles: { label: { fontWeight: 500 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' }, styles: { label: { fontWeight: 500 } } },
    InputWrapper: { styles: { label: { fontWeight: 400, color: 'var(--text-2)' } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
    Modal: { defaultProps: { transitionProps: { duration: 80 }, centered: true } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});
