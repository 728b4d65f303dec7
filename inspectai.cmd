@echo off
node "%~dp0inspectai" %*
