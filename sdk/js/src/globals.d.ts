/** The package version, put in by the build. */
declare const __VERSION__: string
/** The SRI hash of the later part, put in by the build of the classic script. */
declare const __LATER_INTEGRITY__: string
