package io.depthlm.jobs.cli;

import picocli.CommandLine;

/** No command was given; the usage is shown. */
final class MissingCommandException extends CommandLine.ParameterException {
  private static final long serialVersionUID = 1;

  MissingCommandException(CommandLine command, String message) {
    super(command, message);
  }
}
