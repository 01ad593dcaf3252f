/** Where builds keep what the next build would have to get again. */
export enum BuildCache {
  /** Nowhere: every build begins with nothing. */
  NONE = 'NONE',
  /** On the machine that built last. Costs nothing and is gone a few minutes after the last build: for teams that build all day. */
  LOCAL = 'LOCAL',
  /** In a bucket, for packages and other files; each project has a prefix of its own that no other project reads. */
  S3 = 'S3',
}
