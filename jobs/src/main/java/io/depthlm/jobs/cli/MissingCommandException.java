package io.depthlm.jobs.cli;

import picocli.CommandLine;

/** Nothing was asked for: the usage is the answer. */
final class MissingCommandException extends CommandLine.ParameterException {
  private static final long serialVersionUID = 1;

  MissingCommandException(CommandLine command, String message) {
    super(command, message);
  }
}
