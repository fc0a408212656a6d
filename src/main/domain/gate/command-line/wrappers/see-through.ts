// One program → what it starts in its turn. The order matters: shells and builtins, wrappers, runners, interpreters, options.
//   Invocation → Seen, or null when the program is not known to start others
import { type Invocation, literal, NOTHING_SEEN, type Seen } from '../reading/invocation.ts';
import { withoutVersion } from '../reading/program-name.ts';
import { seeCarried } from './carried-options.ts';
import { interpreterNamed, seeInterpreter } from './interpreters.ts';
import { isPrefix, seePrefix, suffixes } from './prefixes.ts';
import { runnerNamed } from './runners.ts';
import { seeBuiltin, seeShell, shellNamed } from './shells.ts';

export function seeThrough(name: string, invocation: Invocation): Seen | null {
  const words = invocation.words.slice(1);
  const plain = withoutVersion(name);
  const shell = shellNamed(name) ?? shellNamed(plain);
  if (shell !== undefined) return seeShell(name, shell, words, invocation);
  if (invocation.language === 'shell') {
    const seen = seeBuiltin(name, words);
    if (seen !== null) return seen;
  }
  if (isPrefix(name)) return seePrefix(name, words);
  const runner = runnerNamed(name);
  if (runner !== undefined) return runner(words, invocation);
  const interpreter = interpreterNamed(name) ?? interpreterNamed(plain);
  if (interpreter !== undefined) return seeInterpreter(plain, interpreter, words, invocation);
  const carried = seeCarried(name, words);
  if (carried !== null) return carried;
  // The dynamic loader runs the program it is given: /lib64/ld-linux-x86-64.so.2 /bin/rm.
  if (/^ld(?:-linux|\.so|64|-musl)/.test(name))
    return { ...NOTHING_SEEN, scripts: suffixes(words), unreadable: `${name} runs the program it is given` };
  return null;
}

/** Variables before a command that make it load or run something else. Source: capabilities.md, B9, and the manuals. */
const DANGEROUS_VARIABLE =
  /^(?:LD_.*|DYLD_.*|PATH|BASH_ENV|ENV|IFS|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|BASH_FUNC_.*|CDPATH|HOME|SHELL|EDITOR|VISUAL|PAGER|MANPAGER|GIT_.*|SSH_ASKPASS|LESSOPEN|LESSCLOSE|LESS|PYTHON.*|NODE_OPTIONS|NODE_PATH|PERL5.*|PERLLIB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|CLASSPATH|GCONV_PATH|TAR_OPTIONS|RSYNC_RSH|CVS_RSH|MAKEFLAGS|npm_config_.*|ZDOTDIR|INPUTRC|TERMINFO.*|HOSTALIASES|LOCALDOMAIN|NLSPATH|MALLOC_.*|GREP_OPTIONS|RIPGREP_CONFIG_PATH|BROWSER|SUDO_.*)$/i;

/** Why assignments before a command make it unreadable; the values are looked at too, since some are command lines. */
export function seeAssignments(assignments: Invocation['assignments']): Seen | null {
  const dangerous = assignments.find(({ name }) => DANGEROUS_VARIABLE.test(name));
  if (dangerous === undefined) return null;
  return {
    ...NOTHING_SEEN,
    scripts: [
      { text: literal(dangerous.value.shape.replace(/^!/, '')), language: 'posix', onlyForDenial: true },
    ],
    unreadable: `the variable ${dangerous.name} can make programs run other code`,
  };
}
