/** How an image is built. */
export interface DockerImageOptions {
  /**
   * The Dockerfile, relative to `directory`.
   *
   * @default 'Dockerfile'
   */
  readonly dockerfile?: string;

  /**
   * The directory that Docker sees, relative to the root of the source.
   *
   * @default '.'
   */
  readonly directory?: string;

  /**
   * Build arguments, by the name under which the Dockerfile declares them with `ARG`. They are readable in the template,
   * in the build project and in the image: nothing secret belongs here.
   *
   * @default - none
   */
  readonly buildArgs?: { [name: string]: string };
}
