/** Neither absolute nor upwards: only what was handed on can be released. */
export const PATH_IN_ARTIFACT = /^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\n]+$/;
