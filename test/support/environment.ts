// Unit tests assert what the library renders; CDK's own template validation (2 s per process) has a suite of its own.
process.env.CDK_VALIDATION ??= 'false';
