import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { publicNames, ROOT } from '../api/public-exports';

/** A block of TypeScript in a page. */
export interface Snippet {
  /** Relative to the root. */
  readonly page: string;
  /** Where its first line of code is in the page, from 1. */
  readonly line: number;
  readonly code: string;
  /** Whether it says something that other languages say in another way, such as an object in place of a class. */
  readonly typescriptOnly: boolean;
}

/** All snippets of the pages that users read. */
export function allSnippets(): Snippet[] {
  return pages().flatMap((page) => snippetsIn(page, fs.readFileSync(path.join(ROOT, page), 'utf8')));
}

/**
 * The blocks of one page that are marked `ts`. A block marked `ts nocheck` is not code that compiles, and should be rare. One marked
 * `ts typescript-only` compiles and is not translated for other languages.
 */
export function snippetsIn(page: string, markdown: string): Snippet[] {
  const snippets: Snippet[] = [];
  const fences = /^( *)```(\S*) *(.*)\n([\s\S]*?)^\1```\s*$/gm;
  for (const { 2: language, 3: options, 4: code, index } of markdown.matchAll(fences)) {
    if (!['ts', 'typescript'].includes(language) || options === 'nocheck') { continue; }
    snippets.push({ page, line: markdown.slice(0, index).split('\n').length + 1, code, typescriptOnly: options === 'typescript-only' });
  }
  return snippets;
}

/** Compiles snippets as a user would who has the library installed. Returns what is wrong, each with the line in its page. */
export function compileErrors(snippets: Snippet[]): string[] {
  const files = snippets.map(wrap);
  const texts = new Map(files.map((file, index) => [path.join(__dirname, `snippet-${index}.ts`), file.text]));
  const program = ts.createProgram([...texts.keys()], COMPILER_OPTIONS, hostWith(texts));
  return [...texts.keys()].flatMap((name, index) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
      return `${files[index].page}:${files[index].firstLine + line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    });
  });
}

/** Snippets as whole programs, of which the translator of jsii shows the snippet only. */
export function programsOf(snippets: Snippet[]): string[] {
  const shown = (file: VirtualFile, code: string): string => {
    const lines = file.text.split('\n');
    const before = lines.length - 1 - code.split('\n').length;
    const shownParts = [lines.slice(0, file.imports), lines.slice(before, -1)];
    const [imports, body] = shownParts.map((part) => ['/// !show', ...part, '/// !hide']);
    return [...imports, ...lines.slice(file.imports, before), ...body, lines.at(-1), ''].join('\n');
  };
  return snippets.map((snippet) => shown(wrap(snippet), snippet.code));
}

/** A file that only the compiler sees. */
interface VirtualFile {
  readonly page: string;
  /** The line of the page that the first line of the text stands for; less than 1 where there is more before the snippet. */
  readonly firstLine: number;
  /** How many lines at its top are imports of the snippet itself. */
  readonly imports: number;
  readonly text: string;
}

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  lib: ['lib.es2022.d.ts'],
  types: ['node'],
  typeRoots: [path.join(ROOT, 'node_modules/@types')],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { 'cdk-devops-patterns': [path.join(ROOT, 'src/index.ts')] },
};

/** What a snippet may take for granted, by the name it has there. */
const MODULES: Record<string, string> = {
  cdk: 'aws-cdk-lib',
  acm: 'aws-cdk-lib/aws-certificatemanager',
  apigateway: 'aws-cdk-lib/aws-apigateway',
  autoscaling: 'aws-cdk-lib/aws-autoscaling',
  cloudfront: 'aws-cdk-lib/aws-cloudfront',
  cloudwatch: 'aws-cdk-lib/aws-cloudwatch',
  codebuild: 'aws-cdk-lib/aws-codebuild',
  codecommit: 'aws-cdk-lib/aws-codecommit',
  codedeploy: 'aws-cdk-lib/aws-codedeploy',
  codepipeline: 'aws-cdk-lib/aws-codepipeline',
  dynamodb: 'aws-cdk-lib/aws-dynamodb',
  ec2: 'aws-cdk-lib/aws-ec2',
  ecr: 'aws-cdk-lib/aws-ecr',
  ecs: 'aws-cdk-lib/aws-ecs',
  elbv2: 'aws-cdk-lib/aws-elasticloadbalancingv2',
  events: 'aws-cdk-lib/aws-events',
  targets: 'aws-cdk-lib/aws-events-targets',
  iam: 'aws-cdk-lib/aws-iam',
  kms: 'aws-cdk-lib/aws-kms',
  lambda: 'aws-cdk-lib/aws-lambda',
  logs: 'aws-cdk-lib/aws-logs',
  rds: 'aws-cdk-lib/aws-rds',
  route53: 'aws-cdk-lib/aws-route53',
  s3: 'aws-cdk-lib/aws-s3',
  secretsmanager: 'aws-cdk-lib/aws-secretsmanager',
  sns: 'aws-cdk-lib/aws-sns',
  sqs: 'aws-cdk-lib/aws-sqs',
  ssm: 'aws-cdk-lib/aws-ssm',
};

const CDK_NAMES = ['Annotations', 'App', 'Aws', 'CfnOutput', 'Duration', 'RemovalPolicy', 'SecretValue', 'Size', 'Stack', 'StackProps', 'Stage', 'StageProps', 'Tags'];

/** What snippets may use without making it. */
const FIXTURES: Record<string, string> = {
  vpc: 'ec2.IVpc',
  bucket: 's3.IBucket',
  topic: 'sns.ITopic',
  codeRepository: 'codecommit.IRepository',
  web: 'BlueGreenFargateService',
  api: 'BlueGreenFargateService',
  images: 'ContainerRepository',
  alerts: 'AlertRouter',
  network: 'ServiceNetwork',
  lambdaFunction: 'lambda.IFunction',
  database: 'rds.IDatabaseInstance',
  instance: 'ec2.IInstance',
  group: 'autoscaling.IAutoScalingGroup',
  loadBalancer: 'elbv2.IApplicationLoadBalancer',
  certificate: 'acm.ICertificate',
  alarm: 'cloudwatch.Alarm',
  key: 'kms.IKey',
  logGroup: 'logs.ILogGroup',
  queue: 'sqs.IQueue',
  log: 'ServiceLogGroup',
  server: 'ec2.Instance',
  servers: 'autoscaling.AutoScalingGroup',
  tracing: 'ServiceTracing',
  service: 'ecs.FargateService',
  deploymentGroup: 'codedeploy.IEcsDeploymentGroup',
  distribution: 'cloudfront.IDistribution',
  delivery: 'StandardPipeline',
  dora: 'DoraMetrics',
};

/**
 * Puts a snippet into the constructor of a stack. What it imports itself goes to the top of the file and hides what it
 * could have taken for granted under the same name; its lines stay in order, so that errors can name them.
 */
function wrap({ page, line, code }: Snippet): VirtualFile {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2022, true);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const own = new Set(imports.flatMap(importedNames));
  const others = (names: string[]) => names.filter((name) => !own.has(name));
  const before = [
    ...imports.map((statement) => statement.getText(source).replace(/\s+/g, ' ')),
    ...others(Object.keys(MODULES)).map((name) => `import * as ${name} from '${MODULES[name]}';`),
    `import { Stack as EnclosingStack, ${others(CDK_NAMES).join(', ')} } from 'aws-cdk-lib';`,
    `import { Construct as EnclosingScope, ${others(['Construct', 'IConstruct']).join(', ')} } from 'constructs';`,
    `import { ${others(publicNames()).join(', ')} } from 'cdk-devops-patterns';`,
    // Not from a module, which would be part of their names in Go.
    ...others(Object.keys(FIXTURES)).map((name) => `declare const ${name}: ${FIXTURES[name]};`),
    'class Snippet extends EnclosingStack { constructor(scope: EnclosingScope, id: string) { super(scope, id); {',
  ];
  const body = imports.reduce((text, statement) => blank(text, statement.getStart(source), statement.getEnd()), code);
  return { page, firstLine: line - before.length, imports: imports.length, text: [...before, body.replace(/^export (default )?/gm, ''), '} } }'].join('\n') };
}

function importedNames(statement: ts.ImportDeclaration): string[] {
  const { name, namedBindings } = statement.importClause ?? {};
  const namespace = namedBindings && ts.isNamespaceImport(namedBindings) ? [namedBindings.name] : [];
  const elements = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements.map((element) => element.name) : [];
  return [...name ? [name] : [], ...namespace, ...elements].map((identifier) => identifier.text);
}

/** Replaces a part of a text with spaces; line breaks stay. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
}

function hostWith(texts: Map<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(COMPILER_OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => texts.has(file)
    ? ts.createSourceFile(file, texts.get(file)!, target, true)
    : getSourceFile(file, target, ...rest);
  return host;
}

/** README.md at the top and in every room, all of docs/ that is not generated, and the README of each example. */
function pages(): string[] {
  return ['README.md', ...readmesIn('src'), ...pagesIn('docs'), ...readmesIn('examples')].sort();
}

/** The same, and what is generated from them. */
export function allPages(): string[] {
  return [...pages(), ...pagesIn(path.join('docs', 'languages'))];
}

function readmesIn(folder: string): string[] {
  return pagesIn(folder).filter((page) => path.basename(page) === 'README.md');
}

function pagesIn(folder: string): string[] {
  const absolute = path.join(ROOT, folder);
  if (!fs.existsSync(absolute)) { return []; }
  return fs.readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const page = path.join(folder, entry.name);
    if (entry.isDirectory()) { return ['node_modules', '.venv', 'cdk.out', 'api', 'languages'].includes(entry.name) ? [] : pagesIn(page); }
    return entry.name.endsWith('.md') ? [page] : [];
  });
}
