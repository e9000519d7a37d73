@echo off
chcp 65001 >nul
title mktkit
rem pushd, not cd: it also enters a folder on a network drive.
pushd "%~dp0"
if not exist run.py goto zipped

set "PYTHONUTF8=1"
set "CHECK=import sys; sys.exit(sys.version_info < (3, 11))"
set "STARTER="
rem call: pyenv makes python a batch file, and a batch file without call does not come back.
call python -c "%CHECK%" >nul 2>nul
if %ERRORLEVEL%==0 set "STARTER=python"
call py -3 -c "%CHECK%" >nul 2>nul
if %ERRORLEVEL%==0 set "STARTER=py -3"
if not defined STARTER goto nopython

call %STARTER% run.py %*
set "CODE=%ERRORLEVEL%"
popd
if "%CODE%"=="0" exit /b 0
echo.
echo 程序没有正常结束，原因见上面的文字。
pause
exit /b %CODE%

:nopython
echo.
echo 这台电脑上没有找到 Python 3.11 或更高的版本。请任选一种办法安装：
echo.
echo   1. 打开 https://www.python.org/downloads/ 下载安装包（推荐 3.13，64 位），
echo      安装时勾选 “Add python.exe to PATH”。
echo   2. 打开 Microsoft Store，搜索 Python 3.13 并安装。
echo.
echo 装好以后，再双击“启动.bat”。
popd
pause
exit /b 1

:zipped
echo.
echo 没有找到 run.py。如果是在压缩包里直接双击的，请先把压缩包全部解压，再双击“启动.bat”。
popd
pause
exit /b 1
