// Commands of Windows: never reading, denied where they destroy, unreadable beyond plain commands.
import { describe, expect, test } from 'vitest';
import { type Row, type Verdict, verdict } from './verdict.ts';

const encoded = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');

const TABLES: Readonly<Partial<Record<Verdict, readonly Row[]>>> = {
  asks: [
    ['cmd', '/c', 'dir'],
    ['cmd.exe', '/d', '/s', '/c', 'type a.txt'],
    ['cmd', '/c', 'del a.txt'],
    ['cmd', '/c', 'rd /s /q build'],
    ['cmd', '/c', 'echo hi > a.txt'],
    ['cmd', '/c', 'echo format C:'],
    ['cmd', '/c', 'copy a b & dir'],
    ['del', 'a.txt'],
    ['DEL', '/Q', 'build\\x.obj'],
    ['rd', '/s', '/q', 'node_modules'],
    ['powershell', 'Get-ChildItem'],
    ['powershell', '-NoProfile', '-Command', 'Get-Content a.txt'],
    ['pwsh', '-c', 'Remove-Item a.txt'],
    ['pwsh', '-c', 'Remove-Item -Recurse build'],
    ['powershell', '-File', 'a.ps1'],
    ['ls'],
    ['C:\\Windows\\System32\\where.exe', 'node'],
    ['bcdedit'],
    ['bcdedit', '/enum'],
    ['vssadmin', 'list', 'shadows'],
    ['shutdown', '/a'],
    ['format'],
    ['git.exe', 'status'],
    ['npm.cmd', 'test'],
    ['taskkill', '/im', 'node.exe'],
    ['icacls', 'build', '/t'],
    ['reg', 'query', 'HKLM\\Software'],
    ['reg', 'delete', 'HKCU\\Software\\Mine\\Tool'],
    ['robocopy', 'a', 'b'],
    ['findstr', 'del', 'a.txt'],
    ['powershell', 'Write-Output "Stop-Computer"'],
    ['cmd', '/c', 'dir 2>nul'],
  ],
  unreadable: [
    ['cmd'],
    ['cmd', '/k'],
    ['cmd', '/c', 'if exist a del a'],
    ['cmd', '/c', 'for /r %i in (*) do del %i'],
    ['cmd', '/c', 'd^el a'],
    ['cmd', '/c', 'del %X%'],
    ['cmd', '/v:on', '/c', 'del !X!'],
    ['cmd', '/c', '(del a)'],
    ['cmd', '/c', 'start a.exe'],
    ['cmd', '/c', 'call a.bat'],
    ['powershell'],
    ['powershell', '-'],
    ['powershell', '-e', encoded('Get-ChildItem')],
    ['powershell', '-EncodedCommand', 'x!'],
    ['powershell', '-enc', encoded('ls')],
    ['powershell', '/ec', encoded('ls')],
    ['PowerShell.exe', '-nop', '-w', 'hidden', '-EnCoD', encoded('ls')],
    ['powershell', '-Command', '-'],
    ['powershell', 'iex $x'],
    ['powershell', 'Invoke-Expression a'],
    ['powershell', '& "a.exe"'],
    ['powershell', 'Get-ChildItem | ForEach-Object { $_ }'],
    ['powershell', '$x = 1'],
    ['powershell', '(Get-Item a).Delete()'],
    ['powershell', 'Get-Ch`ildItem'],
    ['powershell', '-Wat', 'x'],
    ['powershell', '[IO.File]::Delete("a")'],
    ['powershell', '. ./a.ps1'],
    ['bash', '-c', '$x'],
    ['python', '-c', 'x'],
    ['python.exe', '-c', 'x'],
  ],
  denied: [
    ['format', 'C:'],
    ['format.com', 'd:', '/q'],
    ['FORMAT', 'D:'],
    ['diskpart'],
    ['diskpart', '/s', 'x.txt'],
    ['vssadmin', 'delete', 'shadows', '/all', '/quiet'],
    ['wbadmin', 'delete', 'catalog'],
    ['wmic', 'shadowcopy', 'delete'],
    ['bcdedit', '/set', 'x', 'y'],
    ['shutdown', '/s', '/t', '0'],
    ['shutdown.exe', '-r'],
    ['cmd', '/c', 'del /s /q C:\\'],
    ['cmd', '/c', 'del /s /q C:\\*'],
    ['cmd', '/c', 'del /f/s/q C:\\*.*'],
    ['cmd', '/c', 'rd /s /q C:\\'],
    ['cmd', '/crd /s /q C:\\'],
    ['cmd', '/c', 'rmdir /s/q %SystemDrive%\\'],
    ['cmd', '/c', 'r^d /s /q C:\\'],
    ['cmd', '/c', 'dir & rd /s /q .'],
    ['cmd', '/c', '"del /s /q %USERPROFILE%"'],
    ['cmd', '/s/c', 'rd /s C:\\Windows'],
    ['cmd', '/c', 'if exist C:\\ (rd /s /q C:\\)'],
    ['cmd', '/c', 'echo y|format c:'],
    ['cmd', '/c', 'shutdown -s'],
    ['cmd', '/c', 'powershell -c Stop-Computer'],
    ['cmd', '/c', 'erase /s *.*'],
    ['cmd', '/c', 'rd /s /q \\\\?\\C:\\'],
    ['powershell', 'Remove-Item', '-Recurse', '-Force', 'C:\\'],
    ['powershell', 'Remove-Item -r -fo C:\\*'],
    ['powershell', 'rm -rec -Path C:\\'],
    ['powershell', 'ri -Recurse $env:USERPROFILE'],
    ['powershell', 'rd -r ~'],
    ['powershell', 'del -Recurse -Path:C:\\Users'],
    ['powershell', 'Get-ChildItem; Remove-Item -Recurse *'],
    ['powershell', 'REMOVE-ITEM -RECURSE "C:\\Windows"'],
    ['powershell', 'Remove`-Item -Recurse C:\\'],
    ['powershell', 'Stop-Computer'],
    ['powershell', 'restart-computer -Force'],
    ['powershell', 'Format-Volume -DriveLetter C'],
    ['powershell', 'Clear-Disk 0'],
    ['powershell', '-enc', encoded('Remove-Item -Recurse -Force C:\\')],
    ['powershell', '-EC', encoded('Stop-Computer')],
    ['pwsh', '-Command', 'if ($true) { Stop-Computer }'],
    ['takeown', '/f', 'C:\\', '/r'],
    ['icacls', 'C:\\', '/grant', 'x', '/t'],
    ['reg', 'delete', 'HKLM\\System', '/f'],
    ['taskkill', '/f', '/im', '*'],
    ['Rm', '-rf', '/'],
    ['cmd', '/c', 'type a > \\\\.\\PhysicalDrive0'],
  ],
};

describe.each(Object.entries(TABLES))('%s', (expected, rows) => {
  test.each(rows.map((row) => [JSON.stringify(row), row] as const))('%s', (_name, row) => {
    expect(verdict(row, 'win32')).toBe(expected);
  });
});

test('cmd and PowerShell are judged alike wherever they run, and nothing there only reads', () => {
  expect(verdict(['cmd.exe', '/c', 'rd /s /q C:\\'])).toBe('denied');
  expect(verdict(['pwsh', '-c', 'Stop-Computer'])).toBe('denied');
  expect(verdict(['pwsh', '-c', 'ls'])).toBe('asks');
});

test('case counts on POSIX, and not on Windows', () => {
  expect(verdict(['LS'])).toBe('asks');
  expect(verdict(['RM', '-rf', '/'])).toBe('asks');
  expect(verdict(['RM', '-rf', '/'], 'win32')).toBe('denied');
});
