import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const clockSentence =
  'Time and randomness come in as a parameter (Clock), so that a test can pass 14 days at once.'
const exitSentence =
  'An exit skips open batches and locks: return an outcome and let bin/ set process.exitCode.'
const nothingRunsSentence = 'Nothing of a sample or a rule file is ever run or used to choose what runs.'

const impureProperties = [
  { object: 'Date', property: 'now', message: clockSentence },
  { object: 'Math', property: 'random', message: clockSentence },
  { object: 'performance', property: 'now', message: clockSentence },
  { object: 'process', property: 'hrtime', message: clockSentence },
  { object: 'process', property: 'exit', message: exitSentence },
]

/** The only places that may ask the machine for the time or end the process: one adapter, and what is not the product. */
const impurePlaces = ['src/service/systemClock.ts', 'bin/**', 'scripts/**', 'bench/**', 'test/**']

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'test/fixtures/']),
  tseslint.configs.strictTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/return-await': ['error', 'always'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      complexity: ['error', { max: 10 }],
      'max-params': ['error', { max: 4 }],
      'max-depth': ['error', { max: 3 }],
      'no-restricted-properties': ['error', ...impureProperties],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clockSentence },
      ],
    },
  },
  { files: impurePlaces, rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' } },
  {
    // The linter does not see a cast in a JSDoc comment; the compiler does and checks the same.
    files: ['**/*.{js,mjs}'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'error' },
  },
  {
    files: ['src/engine/**', 'src/cleaner/**', 'src/rules/**'],
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'eval', message: nothingRunsSentence },
        { name: 'Function', message: nothingRunsSentence },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            'node:vm',
            'node:child_process',
            'node:net',
            'node:http',
            'node:https',
            'node:inspector',
          ].map((name) => ({ name, message: nothingRunsSentence })),
        },
      ],
    },
  },
  {
    // The one place that joins expressions does so from its own constants.
    files: ['src/engine/**', 'src/cleaner/**'],
    ignores: ['src/engine/scriptTags.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clockSentence },
        {
          selector: ":matches(NewExpression, CallExpression)[callee.name='RegExp']",
          message:
            'An expression made of text of a sample may take for ever: write a literal or scan by hand.',
        },
      ],
    },
  },
  {
    // One recursive type: statements hold expressions and closures hold statements, so two files would need each other.
    files: ['src/engine/php/ast.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // A describe() is one function, and a refused value is often written as a cast of nonsense.
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A stand-in answers some messages and ignores the rest.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
)
