/** The test pyramid: which tests run where. */
export interface PipelineTests {
}
