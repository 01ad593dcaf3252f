/** A version of something we do not make, and the day after which nobody patches it any more. */
export interface PinnedVersion {
  readonly value: string;
  /** ISO date; a test fails once it has passed. */
  readonly endOfLife: string;
  /** Where the date comes from. */
  readonly source: string;
}

/** Every foreign version the templates contain, in one place. */
export const VERSIONS = {
  /** Answers health checks until the first release: see docs/decisions/0005-release-pointer.md. */
  placeholderImage: {
    value: 'public.ecr.aws/docker/library/busybox:1.37',
    endOfLife: '2028-01-01',
    source: 'BusyBox publishes no dates; reviewed 2026-11, to be reviewed again by then',
  },
} satisfies Record<string, PinnedVersion>;
