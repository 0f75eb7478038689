package io.depthlm.common.vlm.family;

import io.depthlm.common.vlm.image.ImageFamily;
import io.depthlm.common.vlm.model.NetFamily;
import io.depthlm.common.vlm.random.RandomFamily;
import io.depthlm.common.vlm.text.PromptFamily;

/**
 * The whole contract of a model family. One class implements it, in a package of its own, and one
 * line of the registry names that class ({@link io.depthlm.common.vlm.checkpoint.Family}).
 */
public interface ModelFamily extends ImageFamily, PromptFamily, NetFamily, RandomFamily {}
