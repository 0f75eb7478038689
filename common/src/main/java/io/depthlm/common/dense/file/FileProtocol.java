package io.depthlm.common.dense.file;

import java.io.Serializable;

/**
 * A network's file and how it is used.
 *
 * @param file its name in the network's folder
 */
public record FileProtocol(String file, FileInput input, FileOutput output)
    implements Serializable {}
