package io.depthlm.common.dataset;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pose;

/**
 * A frame and its labels, as a reader found them; the picture itself has not been looked at.
 *
 * @param frameId unique in its data set, readable, the same wherever the input folder lies
 * @param image the picture
 * @param camera as found; its size must be the picture's
 * @param cameraToWorld the camera's pose, or null
 * @param sceneId the scene, or null
 * @param split the authors' split, or null
 * @param labels its points
 * @param depth its dense depth, or null where there is none
 */
public record DatasetFrame(
    String frameId,
    FrameImage image,
    Intrinsics camera,
    Pose cameraToWorld,
    String sceneId,
    String split,
    FrameLabels labels,
    DepthFile depth)
    implements UnitResult {}
