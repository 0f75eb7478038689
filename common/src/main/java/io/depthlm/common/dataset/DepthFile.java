package io.depthlm.common.dataset;

import io.depthlm.common.geometry.LabelKind;
import java.io.Serializable;

/**
 * Where a frame's dense depth is, so that whole maps can be scored.
 *
 * @param path relative to the input folder
 * @param part what of the file, or null for all of it
 * @param encoding how its values are stored
 * @param scaleM metres of one unit
 * @param kind what its depths are
 * @param widthPx of the map; it may be coarser than the picture and covers the same view
 * @param heightPx likewise
 */
public record DepthFile(
    String path,
    String part,
    DepthEncoding encoding,
    double scaleM,
    LabelKind kind,
    int widthPx,
    int heightPx)
    implements Serializable {}
