// The icons, drawn for this program: 20 px, strokes of 1.6, in the colour of the text around them.

import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
    return (
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            {children}
        </svg>
    );
}

export function LogoIcon() {
    return (
        <svg class="logo" viewBox="0 0 30 30" aria-hidden="true" focusable="false">
            <rect class="logo-ground" width="30" height="30" rx="6" />
            <path
                class="logo-wave"
                d="M6 17c3.2 0 2.800-7.500 6-7.500s3.300 11 6.500 11 2.500-7.500 5.500-7.500"
            />
        </svg>
    );
}

export const HomeIcon = () => (
    <Icon>
        <path d="M3 9.200 10 3.500l7 5.700V16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z" />
        <path d="M8 17v-4.500a2 2 0 0 1 4 0V17" />
    </Icon>
);

export const ExploreIcon = () => (
    <Icon>
        <path d="M3 3.500V17h14" />
        <path d="m5.500 13 3.200-4.200 3 2.400L16 5.500" />
    </Icon>
);

export const QueryIcon = () => (
    <Icon>
        <path d="M7 3.500c-2 0-2.500 1-2.500 2.500v2c0 1.200-.6 2-1.500 2 .9 0 1.500.8 1.500 2v2c0 1.500.5 2.500 2.500 2.500" />
        <path d="M13 3.500c2 0 2.500 1 2.500 2.500v2c0 1.200.6 2 1.500 2-.9 0-1.500.8-1.500 2v2c0 1.500-.5 2.500-2.500 2.500" />
        <path d="M8.500 10h3" />
    </Icon>
);

export const IngestIcon = () => (
    <Icon>
        <path d="M10 3v9.500M6 8.800l4 4 4-4" />
        <path d="M3.500 13.500v3h13v-3" />
    </Icon>
);

export const ThemeIcon = () => (
    <Icon>
        <circle cx="10" cy="10" r="3.200" />
        <path d="M10 2.500v2M10 15.500v2M2.500 10h2M15.500 10h2M4.700 4.700l1.400 1.400M13.900 13.900l1.400 1.400M15.300 4.700l-1.400 1.400M6.100 13.900l-1.400 1.400" />
    </Icon>
);

export const HelpIcon = () => (
    <Icon>
        <circle cx="10" cy="10" r="7.200" />
        <path d="M7.900 8a2.200 2.200 0 1 1 3.200 2c-.8.4-1.100.9-1.100 1.700M10 14.100v.1" />
    </Icon>
);

export const SearchIcon = () => (
    <Icon>
        <circle cx="8.800" cy="8.800" r="5.300" />
        <path d="m12.800 12.800 4.200 4.200" />
    </Icon>
);

export const ClockIcon = () => (
    <Icon>
        <circle cx="10" cy="10" r="7.200" />
        <path d="M10 5.800V10l2.800 1.800" />
    </Icon>
);

export const CopyIcon = () => (
    <Icon>
        <rect x="7" y="7" width="9.500" height="9.500" rx="1.500" />
        <path d="M13 7V5a1.500 1.500 0 0 0-1.500-1.500H5A1.500 1.500 0 0 0 3.500 5v6.500A1.500 1.500 0 0 0 5 13h2" />
    </Icon>
);

export const ChevronIcon = () => (
    <Icon>
        <path d="m7.500 5 5 5-5 5" />
    </Icon>
);

export const CloseIcon = () => (
    <Icon>
        <path d="m6 6 8 8M14 6l-8 8" />
    </Icon>
);
