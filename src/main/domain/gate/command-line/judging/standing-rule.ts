// Whether one exact command may become a standing rule, judged by its program's name. What carries other programs never may:
// the same call looks alike each time, and runs something else once what it runs has changed.
// Source: threats.md, Running commands.
import { withoutVersion } from '../reading/program-name.ts';

const CARRIERS: ReadonlySet<string> = new Set(
  [
    'sh bash dash ash zsh ksh mksh oksh pdksh lksh yash fish csh tcsh rc es elvish rbash rksh hush nu xonsh busybox toybox coreutils powershell pwsh cmd',
    'python pythonw pypy ipython node nodejs deno bun tsx ts-node qjs electron perl raku ruby irb php lua luajit osascript',
    'awk gawk mawk nawk original-awk tclsh wish expect rscript r julia java jshell groovy scala kotlin guile',
    'racket sbcl clisp ocaml erl escript elixir iex ghc ghci runghc swift dotnet mono wine octave',
    'env nice ionice nohup timeout gtimeout time xargs gxargs parallel sem find fd fdfind watch entr flock script setsid stdbuf unbuffer rlwrap',
    'sudo doas su runuser pkexec chroot unshare nsenter taskset chrt setarch prlimit firejail bwrap proot fakeroot strace ltrace gdb lldb ld caffeinate',
    'ssh scp sftp rsync mosh git hg svn docker podman nerdctl kubectl lxc systemd-run run-parts start-stop-daemon at batch crontab systemctl',
    'make gmake cmake ninja meson just task rake gradle mvn ant bazel cargo go rustc npm npx pnpm yarn uv uvx pip pipx gem bundle composer pytest tox poetry',
    'tar bsdtar cpio zip sed gsed sort split m4 dc vi vim nvim gvim view ex ed emacs less more man rg fzf sqlite sqlite3 psql mysql tmux screen',
    'eval exec source . command builtin trap alias wsl nc ncat netcat socat curl wget tcpdump logrotate rename',
  ].flatMap((line) => line.split(' ')),
);

/** Why a rule for exactly this program would be unsafe; null when it would not. */
export function carrierReason(name: string): string | null {
  const plain = withoutVersion(name).toLowerCase();
  // SECURITY: whole-program authority is never given by accident.
  return CARRIERS.has(plain) ||
    CARRIERS.has(name.toLowerCase()) ||
    /^(?:qemu-|ld(?:-linux|\.so|64|-musl)|mkfs)/.test(plain)
    ? `${name} can run other programs, so the same words may do something else tomorrow.`
    : null;
}
