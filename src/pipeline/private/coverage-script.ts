/**
 * Reads Cobertura coverage, exports LINE_COVERAGE in percent, and fails below a minimum. Bash with awk, run by CodeBuild where the tests ran.
 * CodePipeline compares no numbers, so that the build has to.
 *
 * Input comes through the environment: COVERAGE_FILES with one pattern per line and COVERAGE_MINIMUM in percent, which may be empty.
 * Of several files, lines are added up; where one of them does not count lines, the lowest rate of all counts.
 */
export const COVERAGE_SCRIPT = `
LINE_COVERAGE="$(
  shopt -s globstar nullglob
  IFS=$'\\n'
  files=()
  for file in $COVERAGE_FILES; do
    if [[ -f "$file" ]]; then files+=("./$file"); fi
  done
  if (( \${#files[@]} == 0 )); then
    echo "There is no coverage file: nothing in $PWD matches \${COVERAGE_FILES//$'\\n'/, }. Let the tests write Cobertura XML." >&2
    exit 1
  fi
  LC_ALL=C awk '
    function fail(message) {
      printf "The coverage file %s %s.\\n", file, message > "/dev/stderr"
      failed = 1
      exit 1
    }

    function attribute(tag, name,    value) {
      if (!match(tag, "[ \\t\\r\\n]" name "[ \\t\\r\\n]*=[ \\t\\r\\n]*(\\"[^\\"]*\\"|\\047[^\\047]*\\047)")) { return "" }
      value = substr(tag, RSTART, RLENGTH)
      sub(/^[^=]*=[ \\t\\r\\n]*./, "", value)
      return substr(value, 1, length(value) - 1)
    }

    function withoutComments(text,    result, start, length_) {
      while ((start = index(text, "<!--")) > 0) {
        result = result substr(text, 1, start - 1)
        text = substr(text, start + 4)
        if ((length_ = index(text, "-->")) == 0) { return result }
        text = substr(text, length_ + 3)
      }
      return result text
    }

    function judge(    tag, covered, valid, rate) {
      text = withoutComments(text)
      if (!match(text, /<coverage[ \\t\\r\\n\\/>]/)) { fail("is not Cobertura XML: it has no element called coverage") }
      tag = substr(text, RSTART)
      tag = substr(tag, 1, index(tag, ">") - 1)
      covered = attribute(tag, "lines-covered")
      valid = attribute(tag, "lines-valid")
      rate = attribute(tag, "line-rate")
      if (covered ~ /^[0-9]+$/ && valid ~ /^[0-9]+$/ && covered + 0 <= valid + 0) {
        linesCovered += covered
        linesValid += valid
        if (valid + 0 == 0) { return }
        rate = covered / valid
      } else if (rate ~ /^([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE]-?[0-9]+)?$/ && rate + 0 <= 1) {
        rate += 0
        uncounted = 1
      } else {
        fail("does not say how many lines are covered: it has neither lines-covered and lines-valid nor a line-rate between 0 and 1")
      }
      if (judged == 0 || rate < lowest) { lowest = rate }
      judged++
    }

    FNR == 1 {
      if (file != "") { judge() }
      file = FILENAME
      text = ""
      read = 0
    }
    # The element is at the top; all lines of a large file would take minutes.
    !read {
      text = text $0 "\\n"
      read = FNR == 1000 || withoutComments(text) ~ /<coverage[ \\t\\r\\n\\/>][^>]*>/
    }
    END {
      if (failed) { exit 1 }
      if (file == "") { file = ARGV[1]; fail("is empty") }
      judge()
      if (judged == 0) { fail("counts no lines at all: the tests have measured nothing") }
      rate = uncounted ? lowest : linesCovered / linesValid
      printf "%.2f", int(rate * 10000 + 0.000001) / 100
    }
  ' "\${files[@]}"
)" || exit 1
export LINE_COVERAGE
echo "Line coverage: $LINE_COVERAGE %"
if [[ -n "$COVERAGE_MINIMUM" ]] && LC_ALL=C awk -v is="$LINE_COVERAGE" -v least="$COVERAGE_MINIMUM" 'BEGIN { exit !(is + 0 < least + 0) }'; then
  echo "Line coverage is $LINE_COVERAGE %, less than the $COVERAGE_MINIMUM % that are required." >&2
  exit 1
fi
`.trim();
