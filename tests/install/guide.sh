#!/bin/sh
echo "skipped: to do"; exit 77
