/**
 * Depth networks in one file, ONNX or TorchScript. Such a file says nothing about its pictures and
 * its maps, so a model's entry does: {@link io.depthlm.common.dense.file.FileInput} and {@link
 * io.depthlm.common.dense.file.FileOutput} are its protocol.
 */
package io.depthlm.common.dense.file;
