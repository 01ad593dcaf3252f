/** When a stage that releases may begin, when it counts as a success, and what happens when it fails. */
export interface ReleaseOptions {
}
